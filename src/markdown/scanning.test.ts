import fc from 'fast-check'
import Markdown from 'markdown-it'
import { expect, it } from 'vitest'
import { scanning } from './scanning.ts'

const options = { html: true, linkify: true }
const library = new Markdown(options)
const quicker = new Markdown(options).use(scanning)

const signs =
  '\n # $ % + - = > @ { } ! & * : < [ ] \\ ^ _ ` ~ | \t ( ) / . " \' &amp; \n\n ![ ]( ]: http://a.example é 😀 word'
const texts = fc
  .array(fc.constantFrom(...signs.split(' '), ' ', '  ', '\t', '\n', '    '), { maxLength: 40 })
  .map((parts) => parts.join(''))

it('a text has the tokens that the library gives it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(quicker.parse(text, {})).toEqual(library.parse(text, {}))
    }),
    { numRuns: 10_000 },
  )
})

it('its lines are where the library finds them', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const linesOf = ({ block }: typeof library) => {
        const { bMarks, eMarks, tShift, sCount, bsCount, lineMax } = new block.State(text, library, {}, [])
        return { bMarks, eMarks, tShift, sCount, bsCount, lineMax }
      }
      expect(linesOf(quicker)).toEqual(linesOf(library))
    }),
    { numRuns: 5000 },
  )
})

/** What may stand for a language, and what cannot. */
import { expect, it } from 'vitest'
import { isLanguageTag } from './language.ts'

it.each(['en', 'pt-BR', 'zh-Hant', 'gsw', 'PT-br', 'de-1996', 'en-a-bbb-x-a-ccc', 'art-lojban'])(
  '%s is a tag',
  (tag) => expect(isLanguageTag(tag)).toBe(true),
)

it.each([
  '',
  'x y',
  'en_US',
  'english',
  'German',
  'deut',
  'deut-DE',
  'portugues-BR',
  'i-klingon',
  'x-tea',
  '5',
])('"%s" is none', (tag) => expect(isLanguageTag(tag)).toBe(false))

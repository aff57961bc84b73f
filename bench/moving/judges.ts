/**
 * The addresses that a blog's own system gives its posts: asked of the generator itself where Debian has it (hugo,
 * jekyll), or else by the system's documented rule.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { SYSTEMS, type System } from './rules.ts'

/** A source of the posts folder. */
export interface Source {
  /** Relative to the posts folder, with `/`. */
  readonly path: string
  readonly text: string
}

/**
 * The path of each published post's address, by the path of its file.
 * @param work an empty folder
 */
export type Judge = (sources: readonly Source[], work: string) => ReadonlyMap<string, string>

/** YAML or TOML front matter. The generators get no bodies, since the tags in them need plugins and themes. */
export const FRONT_MATTER = /^\uFEFF?(---|\+\+\+)[ \t]*\r?\n([\s\S]*?)\r?\n\1[ \t]*(?:\r?\n|$)/

/** The judgement of a rule. */
export function bySystem(name: keyof typeof SYSTEMS): Judge {
  const rule: System = SYSTEMS[name]
  return (sources) =>
    new Map(
      sources.flatMap(({ path, text }) => {
        const [, fence, matter = ''] = FRONT_MATTER.exec(text) ?? []
        const address = rule(path, fence === '+++' ? tomlOf(matter) : yamlOf(matter))
        return address === undefined ? [] : [[path, address]]
      }),
    )
}

/** @param folder in which the posts are, where addresses depend on it */
export function jekyll(config: object, folder = '_posts'): Judge {
  return (sources, work) => {
    writeMatter(sources, join(work, folder))
    writeFileSync(
      join(work, '_config.yml'),
      JSON.stringify({ ...config, markdown: 'kramdown', disable_disk_cache: true }),
    )
    const list = '{% for post in site.posts %}{{ post.path }}\t{{ post.url }}\n{% endfor %}'
    writeFileSync(join(work, 'list.txt'), `---\n---\n${list}`)
    execFileSync('jekyll', ['build', '--quiet', '--source', work, '--destination', join(work, '_site')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return readList(join(work, '_site/list.txt'), `${folder}/`)
  }
}

/** @param section the folder of `content` in which the posts are */
export function hugo(config: object, section: string): Judge {
  return (sources, work) => {
    writeMatter(sources, join(work, 'content', section))
    const all = {
      ...config,
      baseURL: 'https://blog.example/',
      disableKinds: ['taxonomy', 'term', 'RSS', 'sitemap'],
    }
    writeFileSync(join(work, 'config.json'), JSON.stringify(all))
    mkdirSync(join(work, 'layouts/_default'), { recursive: true })
    for (const name of ['single', 'list']) writeFileSync(join(work, `layouts/_default/${name}.html`), '')
    const list =
      '{{ range .Site.RegularPages }}{{ .File.Path | safeHTML }}\t{{ .RelPermalink | safeHTML }}\n{{ end }}'
    writeFileSync(join(work, 'layouts/index.html'), list)
    execFileSync('hugo', ['--quiet', '--source', work], { stdio: ['ignore', 'ignore', 'pipe'] })
    return readList(join(work, 'public/index.html'), `${section}/`)
  }
}

function writeMatter(sources: readonly Source[], folder: string): void {
  for (const { path, text } of sources) {
    const place = join(folder, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, `${FRONT_MATTER.exec(text)?.[0].trimEnd() ?? ''}\n\nText.\n`)
  }
}

/** A line for each post: path, tab, address. */
function readList(file: string, prefix: string): Map<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const [path = '', address = ''] = line.split('\t')
      return [path.slice(prefix.length), address]
    }),
  )
}

function yamlOf(matter: string): Record<string, unknown> {
  try {
    return parseYaml(matter) ?? {}
  } catch {
    return {}
  }
}

/** The texts at the top of a TOML document, which is all that a rule asks for. */
function tomlOf(matter: string): Record<string, unknown> {
  const [top = ''] = matter.split(/^\[/m)
  return Object.fromEntries(
    [...top.matchAll(/^(\w+) *= *(?:"(.*)"|(true|false|[\d-]+)) *$/gm)].map(([, key, text, bare]) => [
      key,
      text ?? (bare === 'true' || (bare === 'false' ? false : bare)),
    ]),
  )
}

/** A Hugo site of the same posts: a page for each, pages, RSS, Atom and JSON Feed of the home page and of every tag, pictures copied. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderOf } from './corpus.ts'

/** Writes into `folder` what makes Hugo build the corpus of so many posts. */
export function writeHugoSite(folder: string, corpus: string, posts: number): void {
  const files: Record<string, string> = {
    'config.json': JSON.stringify(config(corpus, posts), null, 2),
    'layouts/_default/list.html': LIST,
    'layouts/_default/list.rss.xml': RSS,
    'layouts/_default/list.atom.xml': ATOM,
    'layouts/_default/list.jsonfeed.json': JSON_FEED,
    'layouts/_default/single.html': PAGE,
    'layouts/_default/_markup/render-link.html': LINK,
    'layouts/_default/_markup/render-image.html': IMAGE,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function config(corpus: string, posts: number) {
  const outputs = ['HTML', 'RSS', 'ATOM', 'JSONFEED']
  const sections = new Set(Array.from({ length: posts }, (_, index) => folderOf(index)))
  const pictures = '**.png'
  return {
    baseURL: 'https://blog.example/',
    title: 'Bench',
    languageCode: 'en',
    timeZone: 'UTC',
    disableKinds: ['section', 'taxonomy', 'sitemap', 'robotsTXT', '404'],
    taxonomies: { tag: 'tags' },
    ignoreErrors: ['error-disable-taxonomy'],
    permalinks: Object.fromEntries(Array.from(sections, (section) => [section, '/posts/:filename/'])),
    module: {
      mounts: [
        { source: 'layouts', target: 'layouts' },
        { source: corpus, target: 'content', excludeFiles: pictures },
        { source: corpus, target: 'static', includeFiles: pictures },
      ],
    },
    // code without colours, as ours
    markup: { highlight: { codeFences: false }, goldmark: { renderer: { unsafe: true } } },
    mediaTypes: {
      'application/atom+xml': { suffixes: ['xml'] },
      'application/feed+json': { suffixes: ['json'] },
    },
    outputFormats: {
      RSS: { mediaType: 'application/rss+xml', baseName: 'rss' },
      ATOM: { mediaType: 'application/atom+xml', baseName: 'atom', isPlainText: false, noUgly: true },
      JSONFEED: { mediaType: 'application/feed+json', baseName: 'feed', isPlainText: true },
    },
    outputs: { home: outputs, term: outputs, page: ['HTML'] },
  }
}

const ENTRIES =
  '{{- $all := .RegularPages -}}{{- if .IsHome -}}{{- $all = .Site.RegularPages -}}{{- end -}}' +
  '{{- $pages := first 50 $all.ByDate.Reverse -}}'

const RSS = `${ENTRIES}{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>{{ .Title }}</title>
<link>{{ .Site.BaseURL }}</link>
<description>{{ .Title }}</description>
<atom:link rel="self" type="application/rss+xml" href="{{ .Permalink }}"/>
{{ range $pages }}<item>
<title>{{ .Title }}</title>
<link>{{ .Permalink }}</link>
<guid isPermaLink="false">{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 GMT" | safeHTML }}</pubDate>
<description>{{ .Summary | plainify | htmlEscape | safeHTML }}</description>
{{ range .Params.tags }}<category>{{ . }}</category>
{{ end }}<content:encoded>{{ .Content | html }}</content:encoded>
</item>
{{ end }}</channel>
</rss>
`

const ATOM = `${ENTRIES}{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{ .Permalink }}</id>
<title>{{ .Title }}</title>
<link rel="self" type="application/atom+xml" href="{{ .Permalink }}"/>
{{ range $pages }}<entry>
<id>{{ .Permalink }}</id>
<title>{{ .Title }}</title>
<link rel="alternate" type="text/html" href="{{ .Permalink }}"/>
<updated>{{ .Date.Format "2006-01-02T15:04:05Z" }}</updated>
<published>{{ .Date.Format "2006-01-02T15:04:05Z" }}</published>
<summary>{{ .Summary | plainify | htmlEscape | safeHTML }}</summary>
{{ range .Params.tags }}<category term="{{ . }}"/>
{{ end }}<content type="html">{{ .Content | html }}</content>
</entry>
{{ end }}</feed>
`

const JSON_FEED = `${ENTRIES}{
"version": "https://jsonfeed.org/version/1.1",
"title": {{ .Title | jsonify }},
"home_page_url": {{ .Site.BaseURL | jsonify }},
"feed_url": {{ .Permalink | jsonify }},
"items": [
{{- range $index, $page := $pages }}{{ $url := .Permalink }}{{ if $index }},{{ end }}
{ "id": {{ $url | jsonify }}, "url": {{ $url | jsonify }}, "title": {{ .Title | jsonify }},
"summary": {{ .Summary | plainify | jsonify }}, "date_published": {{ .Date.Format "2006-01-02T15:04:05Z" | jsonify }},
"tags": {{ .Params.tags | jsonify }}, "content_html": {{ .Content | jsonify }} }
{{- end }}
] }
`

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="canonical" href="{{ .Permalink }}"></head>
<body><main><article><h1>{{ .Title }}</h1><p>{{ .Date.Format "2 January 2006" }}</p>
{{ .Content }}
<p>{{ range .Params.tags }}<a href="/tags/{{ . }}/">{{ . }}</a> {{ end }}</p>
</article><nav>{{ with .Prev }}<a href="{{ .Permalink }}">{{ .Title }}</a>{{ end }} {{ with .Next }}<a href="{{ .Permalink }}">{{ .Title }}</a>{{ end }}</nav></main></body></html>
`

const LIST = `${ENTRIES}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main><h1>{{ .Title }}</h1><ul>
{{ range $pages }}<li><a href="{{ .Permalink }}">{{ .Title }}</a> {{ .Date.Format "2 January 2006" }}<p>{{ .Summary | plainify }}</p></li>
{{ end }}</ul></main></body></html>
`

/** A link to a post by its file name becomes that of its page. */
const LINK = `{{- $page := false -}}
{{- if strings.HasSuffix .Destination ".md" -}}{{- $page = site.GetPage (path.Join "/" .Page.File.Dir .Destination) -}}{{- end -}}
<a href="{{ with $page }}{{ .Permalink }}{{ else }}{{ .Destination | safeURL }}{{ end }}">{{ .Text | safeHTML }}</a>`

/** A picture beside a post becomes an absolute address. */
const IMAGE = `<img src="{{ printf "%s%s" .Page.File.Dir .Destination | absURL }}" alt="{{ .PlainText }}">`

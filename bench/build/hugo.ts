/** A Hugo site that writes what ours writes: RSS, Atom and JSON Feed of the main feed and of every tag. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** `pages`: whether every post gets a page, too. */
export function writeHugoSite(folder: string, pages: boolean): void {
  const files: Record<string, string> = {
    'config.json': JSON.stringify(config(pages), null, 2),
    'layouts/_default/list.rss.xml': RSS,
    'layouts/_default/list.atom.xml': ATOM,
    'layouts/_default/list.jsonfeed.json': JSON_FEED,
    ...(pages ? { 'layouts/_default/single.html': PAGE } : {}),
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function config(pages: boolean) {
  const outputs = ['RSS', 'ATOM', 'JSONFEED']
  const unseen = [{ _target: { kind: 'page' }, _build: { render: 'never', list: 'always' } }]
  return {
    baseURL: 'https://blog.example/',
    title: 'Bench',
    languageCode: 'en',
    timeZone: 'UTC',
    disableKinds: ['section', 'taxonomy', 'sitemap', 'robotsTXT', '404'],
    taxonomies: { tag: 'tags' },
    ignoreErrors: ['error-disable-taxonomy'],
    // as ours, without colours for code
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
    ...(pages ? {} : { cascade: unseen }),
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
<link>{{ .Site.BaseURL }}{{ .File.ContentBaseName }}/</link>
<guid isPermaLink="false">{{ .Site.BaseURL }}{{ .File.ContentBaseName }}/</guid>
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
<id>{{ .Site.BaseURL }}{{ .File.ContentBaseName }}/</id>
<title>{{ .Title }}</title>
<link rel="alternate" type="text/html" href="{{ .Site.BaseURL }}{{ .File.ContentBaseName }}/"/>
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
{{- range $index, $page := $pages }}{{ $url := printf "%s%s/" .Site.BaseURL .File.ContentBaseName }}{{ if $index }},{{ end }}
{ "id": {{ $url | jsonify }}, "url": {{ $url | jsonify }}, "title": {{ .Title | jsonify }},
"summary": {{ .Summary | plainify | jsonify }}, "date_published": {{ .Date.Format "2006-01-02T15:04:05Z" | jsonify }},
"tags": {{ .Params.tags | jsonify }}, "content_html": {{ .Content | jsonify }} }
{{- end }}
] }
`

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main><article><h1>{{ .Title }}</h1><p>{{ .Date.Format "2 January 2006" }}</p>
{{ .Content }}
</article></main></body></html>
`

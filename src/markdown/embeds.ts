/** What scripts would load, as links: gists and films. And elements that only JSX closes with `/>`. */

const GIST =
  /<script\b[^<>]*\ssrc\s*=\s*["']?(https:\/\/gist\.github\.com\/[\w./-]+?)\.js\b[^<>]*>(?:\s*<\/script>)?/gi
const LITE_YOUTUBE = /<lite-youtube\b[^<>]*\svideoid\s*=\s*["']?([\w-]{1,40})[^<>]*>/gi
const SELF_CLOSED = /<(iframe|object|video|audio|script|textarea|svg)\b((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)\/>/gi

/** Cheap test for one of these. */
const MAY_EMBED = /gist\.github|<lite-|\/>/i

export function withEmbedsAsLinks(html: string): string {
  if (!MAY_EMBED.test(html)) return html
  return html
    .replace(SELF_CLOSED, '<$1$2></$1>')
    .replace(GIST, '<a href="$1">$1</a>')
    .replace(LITE_YOUTUBE, (_, id: string) => link(`https://www.youtube.com/watch?v=${id}`))
}

function link(address: string): string {
  return `<a href="${address}">${address}</a>`
}

/** The body of what another server answers, which may be of any size. @throws an Error if it is larger than `most` */
export async function readResponse({ body }: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > most) throw new Error('it is larger than any feed.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** All of what comes piece by piece from elsewhere and may have no end. @throws an Error if it is larger than `most` */
export async function readAtMost(
  pieces: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of pieces ?? []) {
    length += chunk.length
    if (length > most) throw new Error('it is larger than any feed.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

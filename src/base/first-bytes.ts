/** The first bytes of a body. What follows is not read. */
export async function firstBytes(body: AsyncIterable<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit)
  let length = 0
  for await (const chunk of body ?? []) {
    const part = chunk.subarray(0, limit - length)
    bytes.set(part, length)
    length += part.length
    if (length === limit) break
  }
  return bytes.subarray(0, length)
}

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const words =
  'analysis of genome protein structure learning deep network models evidence clinical trial quantum climate ocean data large scale observation methods review cell response human'.split(
    ' ',
  )

/** A list of papers that never were: rows of about 222 bytes in 8 columns, the same every time. */
export async function writeList(path: string, count: number): Promise<void> {
  const file = createWriteStream(path)
  file.write('title,doi,issn,journal,type,language,published,alternative_id\n')
  let text = ''
  for (let row = 0; row < count; row++) {
    text += listRow(row)
    if (text.length > 1_000_000 || row === count - 1) {
      if (!file.write(text)) await once(file, 'drain')
      text = ''
    }
  }
  file.end()
  await once(file, 'finish')
}

/** Every twentieth title has a comma and is quoted, every fiftieth an accent. */
function listRow(row: number): string {
  const chosen = Array.from({ length: 11 }, (_, at) => words[(row * (at + 3) + at * 7) % words.length])
  const accent = row % 50 === 0 ? ' naïve' : ''
  const text = `Study ${row}${accent}${row % 20 === 0 ? ',' : ''} ${chosen.join(' ')}`
  const cell = row % 20 === 0 ? `"${text}"` : text
  const day = String((row % 28) + 1).padStart(2, '0')
  const month = String((row % 12) + 1).padStart(2, '0')
  const journal = `Journal of Applied Literature Collection ${row % 400}`
  return `${cell},10.5555/bench.${row}.${(row * 7919) % 100_003},0028-0836,${journal},journal-article,en,${1990 + (row % 35)}-${month}-${day},PII-S${String(row).padStart(16, '0')}\n`
}

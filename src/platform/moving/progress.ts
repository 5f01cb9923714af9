/** How far one part of a move is; called often. */
export type Step = Readonly<{ what: 'rows' | 'compared' | 'files'; name: string; done: number; total: number }>
export type Progress = (step: Step) => void

const words: Readonly<Record<Step['what'], string>> = {
  rows: 'rows of',
  compared: 'rows compared in',
  files: 'files',
}

const everyMs = 3_000

/** Writes a line at the end of each part, and one every few seconds before it. */
export function tellProgress(write: (line: string) => void): Progress {
  let toldAt = performance.now()
  return ({ what, name, done, total }) => {
    const isOver = done >= total
    if (!isOver && performance.now() - toldAt < everyMs) return
    if (isOver && total === 0) return
    toldAt = performance.now()
    write(`${done} of ${total} ${words[what]} ${name}\n`.replace(/ +\n/, '\n'))
  }
}

/** Epoch, release without zeros at its end, and what stands behind it, as numbers that compare in order. */
type Version = Readonly<{ epoch: number; release: readonly number[]; rest: readonly number[] }>

const pattern =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?\s*$/i

const phases: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 }
const onlyDev = 0
const final = 4

/**
 * Orders two versions: below 0 where the first is older. What is no version comes before all that are.
 *
 * @see PEP 440
 */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [readVersion(a), readVersion(b)]
  if (!first || !second) return Number(first !== undefined) - Number(second !== undefined)
  return (
    first.epoch - second.epoch ||
    compareNumbers(first.release, second.release) ||
    compareNumbers(first.rest, second.rest)
  )
}

function readVersion(text: string): Version | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [, epoch = '0', release = '', phase, phaseNumber, dashed, post, postNumber, dev, devNumber] = match
  const isPost = dashed !== undefined || post !== undefined
  const isDev = dev !== undefined
  const phaseRank = phase === undefined ? (isDev && !isPost ? onlyDev : final) : (phases[phase.toLowerCase()] ?? final)
  const postRank = isPost ? Number(dashed ?? postNumber) + 1 : 0
  const devRank = isDev ? Number(devNumber) : Number.POSITIVE_INFINITY
  return {
    epoch: Number(epoch),
    release: release
      .replace(/(?:\.0+)+$/, '')
      .split('.')
      .map(Number),
    rest: [phaseRank, Number(phaseNumber ?? 0), postRank, devRank],
  }
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

import type { Person } from '../../platform/accounts/person.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { startStudy } from './keeping.ts'
import { findTitle } from './queries/studies.ts'
import { titleKey } from './schemas.ts'
import { addFile } from './uploading.ts'

const title = 'Sample: two states of one protein'
const pointCount = 120
const modelCount = 8
/** What the curve was mixed from: 70 % of the third model, 30 % of the sixth. */
const weights: Readonly<Record<number, number>> = { 2: 0.7, 5: 0.3 }

/**
 * A study to try things with, which counts for no quota: a made up measurement and the curves of eight models, of which
 * two make it up. Answers with the id of the one that is there where it was made before.
 */
export async function makeSample(platform: Platform, person: Person): Promise<string> {
  const before = await findTitle(platform.db, person.id, titleKey(title))
  if (before) return before.id
  const about = `Made up by this house: ${modelCount} models of growing size, and a measurement of 70 % of the third and 30 % of the sixth. An analysis should find these two again.`
  const study = await startStudy(platform, person, { title, about }, { isSample: true })
  const files = { 'sample-curve.dat': [curveText(), 'curve'], 'sample-models.sim': [modelsText(), 'table'] } as const
  for (const [name, [text, choice]] of Object.entries(files)) {
    const { file } = await addFile(platform, person, study, { name, choice, bytes: bytesOf(text) })
    if (!file) throw new UserError('conflict', 'studies.sample', 'The sample could not be put together.')
  }
  return study.id
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** In 1/Å. */
const qAt = (point: number): number => 0.01 + (0.29 * point) / (pointCount - 1)

/** Guinier's law with a radius of gyration that grows from model to model, and the decay of a compact body behind it. */
function intensity(model: number, q: number): number {
  const radius = 14 + 2.5 * model
  const x = (q * radius) ** 2
  return 1000 * (Math.exp(-x / 3) + 0.04 / (1 + x * x))
}

/** For those who want to send them by hand. */
export const sampleFiles = (): Readonly<Record<string, string>> => ({
  'sample-curve.dat': curveText(),
  'sample-models.sim': modelsText(),
})

function curveText(): string {
  const lines = Array.from({ length: pointCount }, (_, point) => {
    const q = qAt(point)
    const exact = Object.entries(weights).reduce(
      (sum, [model, weight]) => sum + weight * intensity(Number(model), q),
      0,
    )
    const error = 0.01 * exact + 0.15
    // The same noise each time: of a sine that fits no period of the curve.
    const noise = error * 0.8 * Math.sin(12.9898 * point * point + 4.1)
    return `${q.toFixed(6)} ${(exact + noise).toFixed(5)} ${error.toFixed(5)}`
  })
  return `${lines.join('\n')}\n`
}

function modelsText(): string {
  const lines = Array.from({ length: pointCount }, (_, point) =>
    Array.from({ length: modelCount }, (_none, model) => intensity(model, qAt(point)).toFixed(5)).join(' '),
  )
  return `${lines.join('\n')}\n`
}

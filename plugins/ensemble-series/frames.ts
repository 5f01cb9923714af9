import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { walkArchive } from '../../src/apps/plugins/formats/archives.ts'
import type { OpenedFile } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { Curve } from '../shared/saxs/inference/ensemble.ts'
import { type CurveOptions, readCurve } from '../shared/saxs/reading/curve.ts'
import { findingsFor, sentenceOf } from '../shared/saxs/reading/findings.ts'

/** One curve of a series, and its place in the archive as a file of its own. */
type ReadFrame = Readonly<{ name: string; text: string; curve: Curve }>

const mostFrames = 500

/**
 * The curves of an archive, in the natural order of their names; all must have the points of the first.
 *
 * @throws PluginError that names file, line and column
 */
export async function readFrames(archive: OpenedFile, options: CurveOptions): Promise<ReadFrame[]> {
  const frames: ReadFrame[] = []
  for await (const step of walkArchive(archive.path, (name) => /\.(?:dat|txt|csv|grad|int)$/i.test(name))) {
    if (step.kind === 'passed-over') continue
    if (step.kind === 'refused')
      throw new PluginError(`“${archive.name}” cannot be used: ${step.reason} ${step.found}`.trim())
    frames.push(frameOf(step.name, await text(await step.open()), options))
    if (frames.length > mostFrames) throw new PluginError(`“${archive.name}” holds more than ${mostFrames} curves.`)
  }
  const { compare } = new Intl.Collator('en', { numeric: true })
  frames.sort((a, b) => compare(a.name, b.name))
  const [first] = frames
  if (!first) throw new PluginError(`“${archive.name}” holds no curves (.dat, .txt, .csv).`)
  const odd = frames.find(({ curve }) => !hasPointsOf(curve, first.curve))
  if (odd)
    throw new PluginError(`“${odd.name}” has other values of q than “${first.name}”; one set of points is needed.`)
  return frames
}

function frameOf(name: string, content: string, options: CurveOptions): ReadFrame {
  const findings = findingsFor('curve', name)
  const read = readCurve(content, options, findings)
  const wrong = findings.list.filter(({ severity }) => severity === 'error')
  if (!read) throw new PluginError(wrong.slice(0, 10).map(sentenceOf).join('\n'))
  return { name, text: content, curve: read.curve }
}

const hasPointsOf = ({ q }: Curve, first: Curve): boolean =>
  q.length === first.q.length &&
  q.every((value, at) => Math.abs(value - (first.q[at] as number)) <= 1e-5 * value + 1e-12)

/** A text as a file of this job. */
export async function fileWith(folder: string, name: string, content: string): Promise<OpenedFile> {
  const path = join(folder, 'first-curve')
  await writeFile(path, content)
  const bytes = (): Promise<Uint8Array> => readFile(path)
  return {
    url: '',
    name,
    contentType: 'text/plain',
    dataType: null,
    attributeMetadataUrl: null,
    sizeBytes: (await stat(path)).size,
    path,
    stream: () => createReadStream(path),
    text: () => readFile(path, 'utf8'),
    json: async () => JSON.parse(await readFile(path, 'utf8')),
    bytes,
  }
}

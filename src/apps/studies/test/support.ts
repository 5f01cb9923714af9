import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HouseOptions, openHouse, type TestHouse } from '../../../../test/support/house.ts'
import type { CastName } from '../../../../test/support/people.ts'
import type { AnalysisRow } from '../tables.ts'

export const plugins = join(import.meta.dirname, 'plugins')
export const lineCounter = 'line-counter@v1-2-0'
/** A curve of eight points, and nothing to remark. */
export const curve = Array.from({ length: 8 }, (_, at) => `${(at + 1) / 20} ${1000 / (at + 1)} ${5 + at}\n`).join('')

/** What tests of studies do again and again, through the front door. */
export type StudyHouse = TestHouse &
  Readonly<{
    /** Begins a study; answers with its id. */
    study: (who: CastName, title?: string) => Promise<string>
    /** Sends one file; answers with what the server said. */
    upload: (
      who: CastName,
      study: string,
      name: string,
      text: string | Uint8Array<ArrayBuffer>,
      format?: string,
    ) => Promise<{ statusCode: number; body: string }>
    /** The id of the newest file of a study. */
    newestFile: (study: string) => Promise<string>
    /** Asks for an analysis with the curve of the study; answers with its id. */
    analyse: (who: CastName, study: string, values?: Readonly<Record<string, string>>) => Promise<string>
    /** Waits until an analysis is in one of these states. */
    until: (id: string, ...states: AnalysisRow['state'][]) => Promise<AnalysisRow>
    /** Waits until an analysis has said what came of it. */
    settled: (id: string) => Promise<AnalysisRow>
  }>

export async function openStudies(t: TestContext, options: HouseOptions = {}): Promise<StudyHouse> {
  const environment = { LYCEUM_PLUGIN_FOLDERS: plugins, ...options.environment }
  const house = await openHouse(t, { worker: true, ...options, environment })
  const { as, platform } = house
  const row = (id: string): Promise<AnalysisRow> =>
    platform.db.selectFrom('studies_analyses').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  const study: StudyHouse['study'] = async (who, title = 'Calmodulin') => {
    const { headers, body } = await as(who).post('/studies/new', { title, about: 'What it looks like' })
    return lastOf(headers.location, body)
  }
  const upload: StudyHouse['upload'] = async (who, id, name, text, format = 'auto') => {
    const form = new FormData()
    form.append('format', format)
    form.append('files', new Blob([text]), name)
    const sent = new Response(form)
    const payload = Buffer.from(await sent.arrayBuffer())
    const headers = { accept: 'text/html', 'content-type': sent.headers.get('content-type') ?? '' }
    return as(who).inject({ method: 'POST', url: `/studies/${id}/files`, headers, payload })
  }
  const newestFile: StudyHouse['newestFile'] = async (id) => {
    const files = platform.db.selectFrom('studies_files').select('id').where('study_id', '=', id)
    return (await files.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
  }
  const analyse: StudyHouse['analyse'] = async (who, id, values = {}) => {
    const form = {
      kind: lineCounter,
      title: `Run ${++made}`,
      'v.curve': await newestFile(id),
      'v.withPlot': '1',
      anew: '1',
      ...values,
    }
    const { headers, body } = await as(who).post(`/studies/${id}/analyses`, form)
    return lastOf(headers.location, body)
  }
  const waitFor = async (id: string, what: string, isIt: (found: AnalysisRow) => boolean): Promise<AnalysisRow> => {
    for (let asked = 0; asked < 2_400; asked++) {
      const found = await row(id)
      if (isIt(found)) return found
      await sleep(25)
    }
    throw new Error(`The analysis is ${(await row(id)).state}, not ${what}, after 60 s.`)
  }
  const until: StudyHouse['until'] = (id, ...states) =>
    waitFor(id, states.join(' or '), ({ state }) => states.includes(state))
  const settled: StudyHouse['settled'] = (id) => waitFor(id, 'settled', ({ sentence }) => sentence !== null)
  return { ...house, study, upload, newestFile, analyse, until, settled }
}

/** The same with a study of Ada's that holds the curve as `a.dat`; `id` is the study's. */
export async function openFilled(t: TestContext, options: HouseOptions = {}): Promise<StudyHouse & { id: string }> {
  const house = await openStudies(t, options)
  const id = await house.study('ada')
  assert.equal((await house.upload('ada', id, 'a.dat', curve)).statusCode, 303)
  return { ...house, id }
}

let made = 0

function lastOf(location: unknown, body: string): string {
  assert.match(
    String(location),
    /^\/studies\/[\w/-]+$/,
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .slice(0, 2_000),
  )
  return String(location).split('/').at(-1) ?? ''
}

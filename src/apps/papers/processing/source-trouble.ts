import { pauseCollector } from '../collecting.ts'
import type { Rejection } from '../downloading/rejection.ts'
import { noteContractError } from '../queries/sources.ts'
import type { Asking, Source, SourceAnswer } from '../sources/source.ts'
import { askingOf } from './asking.ts'
import type { Step } from './steps.ts'
import { noteRejection, type Work } from './work.ts'

const dayMs = 24 * 60 * 60_000
/** No question to a source reads so. */
const refusalMark = ' has refused us'

/** An answer that helps the paper no further. */
export type Trouble = Exclude<SourceAnswer<unknown>, { kind: 'ok' | 'not-found' | 'not-applicable' }>

/** What an answer means for the paper. `skipped`: it goes on without the source, for a reason that is not its own. */
export type TroubleVerdict = Readonly<{ kind: 'rejected' | 'skipped'; rejection: Rejection }>

/** Writes the trouble down, and does what keeps it from growing. */
export async function meetTrouble(
  work: Work,
  source: Source,
  what: Step['what'],
  answer: Trouble,
): Promise<TroubleVerdict> {
  const verdict = await judge(work, source, answer)
  noteRejection(work, what, source.name, verdict.rejection)
  return verdict
}

async function judge(work: Work, source: Source, answer: Trouble): Promise<TroubleVerdict> {
  switch (answer.kind) {
    case 'retry':
      return { kind: 'rejected', rejection: answer.rejection }
    case 'blocked': {
      await leaveInPeace(work, source, answer.detail)
      const rejection: Rejection = { code: 'forbidden', detail: answer.detail, retryAfterMs: dayMs, isResting: true }
      return { kind: source.role === 'registry' ? 'rejected' : 'skipped', rejection }
    }
    case 'config-missing':
      return { kind: 'skipped', rejection: { code: 'config_missing', detail: answer.detail } }
    case 'contract-error':
      await tellOnceADay(work, source, answer)
      return { kind: 'skipped', rejection: { code: 'adapter_contract', detail: answer.detail } }
  }
}

/** Asking on would make it worse: a registry that refuses us stops everything, any other source is left out for a day. */
async function leaveInPeace(work: Work, source: Source, detail: string): Promise<void> {
  if (source.role !== 'registry') return (await askingOf(work, source)).memory.keep(refusalMark, {}, dayMs)
  const reason = `${source.title} refuses us: ${detail}`
  await pauseCollector(work.platform, { by: 'system', reason }).catch(ignoreRefusal)
}

/** Whether the source has refused us within a day. */
export const hasRefusedUs = async ({ memory }: Asking): Promise<boolean> =>
  (await memory.find(refusalMark)) !== undefined

async function tellOnceADay(
  { platform }: Work,
  source: Source,
  { detail, sample }: Extract<Trouble, { kind: 'contract-error' }>,
): Promise<void> {
  const { db, log } = platform
  if (!(await noteContractError(db, source.name, platform.now().slice(0, 10), { detail, sample }))) return
  log.error({ source: source.name, detail }, 'a source answers in an unknown shape')
  await platform.activity.record(db, {
    actor: 'system',
    action: 'papers.source-changed',
    status: 'error',
    target: `papers/source/${source.name}`,
    message: `${source.title} answers in a shape this version does not know (${detail}).`,
    details: { sample },
  })
}

/** The collector may be stopped or paused already, which is as good. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'papers.command-refused')) throw error
}

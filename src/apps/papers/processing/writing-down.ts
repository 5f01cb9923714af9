import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/database/tables.ts'
import type { Rejection } from '../downloading/rejection.ts'
import { findFileByHash, flagDone, insertFile } from '../queries/files.ts'
import { conclude } from './concluding.ts'
import type { FullText } from './getting-full-text.ts'
import type { Verdict } from './verdicts.ts'
import type { Work } from './work.ts'

/** What the job's page says at the end. */
export type Processed = Readonly<{ outcome: Verdict['outcome'] | 'taken back'; sentence: string }>

/** How the work on a paper ended, and what came of it; `markup` is its text as XML. */
export type Ending = Readonly<{
  verdict: Verdict
  fullText: FullText | null
  markup: FullText | null
  rejections: readonly Rejection[]
}>

/** Paper, files, attempt and log together; the job ends in the same transaction. */
export async function writeDown(
  tx: Db,
  work: Work,
  { verdict, fullText, markup, rejections }: Ending,
): Promise<Processed> {
  const { job, platform, steps } = work
  const last = rejections.at(-1)
  const isKept = await conclude(platform, tx, job.id, verdict, {
    http_status: fullText?.arrived.status ?? last?.status ?? null,
    host: fullText?.arrived.host ?? lastHost(work),
    bytes: fullText?.blob.sizeBytes ?? 0,
    source: fullText?.arrived.source ?? steps.at(-1)?.source ?? null,
    candidate_url: fullText ? (steps.at(-1)?.url ?? null) : null,
    steps_json: JSON.stringify(steps),
    ...fulltextStateOf(work, verdict, fullText ?? markup),
  })
  if (!isKept) return { outcome: 'taken back', sentence: 'The paper was taken back meanwhile; nothing was changed.' }
  for (const file of [fullText, markup]) if (file) await recordFile(tx, work, file)
  if (fullText?.doubt && fullText.alike.length > 0) {
    const { code, detail } = fullText.doubt
    await flagDone(tx, fullText.alike, { code, detail, now: platform.now() })
  }
  const sentence = verdict.outcome === 'done' ? 'Everything that was wanted is there.' : verdict.detail
  return { outcome: verdict.outcome, sentence }
}

function fulltextStateOf({ paper }: Work, verdict: Verdict, fullText: FullText | null) {
  if (fullText) return { fulltextState: 'stored' as const }
  if (paper.fulltext_state === 'stored' || verdict.outcome === 'done' || verdict.outcome === 'deferred') return {}
  return { fulltextState: verdict.code === 'no_open_copy' ? ('unavailable' as const) : ('blocked' as const) }
}

/** Who was asked last for the full text: what failed counts for its host. Null where nobody was. */
function lastHost({ platform, steps }: Work): string | null {
  const url = steps.findLast(({ what, url }) => what === 'full-text' && url !== undefined && url !== '')?.url
  return url === undefined ? null : platform.http.hostKey(url)
}

const forms = {
  pdf: { kind: 'pdf', mediaType: 'application/pdf', extension: 'pdf' },
  jats: { kind: 'jats_xml', mediaType: 'application/xml', extension: 'xml' },
} as const

/** The same body twice is one file. */
async function recordFile(tx: Db, { platform, paper }: Work, { arrived, blob }: FullText): Promise<void> {
  const { kind, mediaType, extension } = forms[arrived.format]
  const known = await findFileByHash(tx, paper.id, blob.sha256)
  const file_id =
    known?.file_id ??
    (
      await platform.files.record(tx, blob, {
        name: `${paper.doi?.replaceAll('/', '_') ?? paper.id}.${extension}`,
        mediaType,
        dataType: 'papers/full-text',
        ownerId: null,
        origin: arrived.finalUrl,
      })
    ).id
  await insertFile(tx, {
    id: randomUUIDv7(),
    paper_id: paper.id,
    file_id,
    sha256: blob.sha256,
    size_bytes: blob.sizeBytes,
    media_type: mediaType,
    kind,
    version: arrived.version,
    license: arrived.license,
    source: arrived.source,
    source_url: arrived.url,
    final_url: arrived.finalUrl,
    http_etag: arrived.etag,
    http_last_modified: arrived.lastModified,
    fetched_at: arrived.fetchedAt,
    added_by: 'system',
    use_note: arrived.useNote,
  })
}

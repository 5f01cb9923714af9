import type { Platform } from '../../platform/platform.ts'
import { demandContact } from './contact.ts'
import { sourceSubject } from './known-sources.ts'
import { findCollector } from './queries/collector.ts'
import { collectorBusy } from './single-papers.ts'
import type { SourceName } from './sources/declarations.ts'
import { testSource } from './tasks.ts'

/**
 * Asks a source about a paper that everybody knows, in the background and at its pace; answers with the job. A test that
 * has not ended yet is the same test.
 *
 * @throws UserError `papers.contact-missing`; `papers.collector-busy` after an emergency stop.
 */
export async function startSourceTest(
  platform: Platform,
  by: string,
  source: SourceName,
  requestId: string,
): Promise<string> {
  const { id } = await platform.db.transaction().execute(async (tx) => {
    const { state } = await findCollector(tx)
    if (state === 'emergency') throw collectorBusy(state)
    await demandContact(platform, tx)
    const uniqueKey = `${testSource.name} ${source}`
    const how = { askedBy: by, uniqueKey, subject: sourceSubject(source), requestId }
    return platform.tasks.enqueue(tx, testSource, { source }, how)
  })
  return id
}

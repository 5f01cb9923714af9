import type { Platform } from '../../platform/platform.ts'
import { links } from './links.ts'
import { type DeskLetter, post, type Reader } from './mails/posting.ts'
import { isHrc } from './parameters/parameters.ts'
import { nameOne, partTitles } from './people.ts'
import type { Revision } from './queries/revisions.ts'
import { listOpen } from './queries/status.ts'
import { revisionKey } from './signoff/approval.ts'
import { type Part, parts } from './signoff/signoff.ts'
import { sourcesOf } from './sources.ts'

/** Every day: each team learns what waits for it, once everything before is done. Answers how many letters were caused. */
export async function remindSigners(platform: Platform): Promise<number> {
  const open = await listOpen(platform.db)
  return platform.db.transaction().execute(async (tx) => {
    const letters: DeskLetter[] = []
    for (const part of parts) {
      const ready = open.filter((revision) => isReadyFor(revision, part))
      const byReader = await readersOf(part, ready, async (id) => nameOne(tx, id))
      letters.push(...byReader.map(([reader, revisions]) => reminder(platform, partTitles[part], reader, revisions)))
    }
    await post(platform, tx, null, letters)
    return letters.length
  })
}

/** Every day: the HRC team learns of SI modes to be signed, whatever else waits. */
export async function remindHrc(platform: Platform): Promise<number> {
  const waiting = (await listOpen(platform.db)).filter(({ cells }) => cells.hrc_si.status === 'Pending')
  const { catalog } = await sourcesOf(platform)
  const basics = await catalog.getBasics([...new Set(waiting.map(({ obsid }) => obsid))].slice(0, mostAsked))
  const ofHrc = waiting.filter(({ obsid }) => isHrc(basics.get(obsid)?.instrument) || !basics.has(obsid))
  if (ofHrc.length === 0) return 0
  const letter = reminder(platform, partTitles.hrc_si, 'hrc', ofHrc)
  await platform.db.transaction().execute((tx) => post(platform, tx, null, [letter]))
  return 1
}

const mostAsked = 500

function isReadyFor({ cells }: Revision, part: Part): boolean {
  const before = parts.slice(0, parts.indexOf(part))
  return cells[part].status === 'Pending' && before.every((one) => cells[one].status !== 'Pending')
}

/** Teams as a whole; those who verify each for what they submitted. */
async function readersOf(
  part: Part,
  revisions: readonly Revision[],
  personOf: (id: string) => Promise<Reader>,
): Promise<readonly (readonly [Reader, readonly Revision[]])[]> {
  if (revisions.length === 0) return []
  if (part !== 'usint') return [[part === 'acis_si' ? 'acis' : part === 'hrc_si' ? 'hrc' : 'arcops', revisions]]
  const bySubmitter = Map.groupBy(revisions, (one) => one.submitted_by)
  return Promise.all([...bySubmitter].map(async ([id, theirs]) => [await personOf(id), theirs] as const))
}

const reminder = ({ config }: Platform, title: string, reader: Reader, revisions: readonly Revision[]): DeskLetter => ({
  kind: 'observations.reminder',
  to: [reader],
  cc: ['admin'],
  subject: `Sign-off reminder: ${title} (${revisions.length})`,
  lines: ['These revisions wait for your signature:'],
  listing: revisions.map((one) => revisionKey(one.obsid, one.revision_number)).join('\n'),
  link: { text: 'Target parameter status page', href: `${config.baseUrl}${links.status()}` },
})

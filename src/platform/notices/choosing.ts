import { actorOf, type Person } from '../accounts/person.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import type { NoticeKind, Ways } from './notices.ts'
import { waysOf } from './notifying.ts'
import { listChoices, putChoice } from './queries/items.ts'

/** Every kind that the parts of the house declare. */
export const kindsOf = ({ parts }: Pick<Platform, 'parts'>): readonly NoticeKind[] =>
  [...new Set(parts)].flatMap((part) => part.noticeKinds ?? [])

export type Choice = Readonly<{ kind: NoticeKind; ways: Ways }>

/** What a person hears of, and where; the kinds that nobody chose are as usual. */
export async function choicesOf(platform: Platform, personId: string): Promise<Choice[]> {
  const chosen = new Map((await listChoices(platform.db, personId)).map((row) => [row.kind, row]))
  return kindsOf(platform).map((kind) => {
    const row = chosen.get(kind.name)
    return { kind, ways: row ? { onPage: row.on_page === 1, byMail: row.by_mail === 1 } : kind.usual }
  })
}

/** Writes the whole table of choices that a person sent. */
export async function choose(platform: Platform, person: Person, wished: ReadonlyMap<string, Ways>): Promise<void> {
  const now = platform.now()
  await platform.db.transaction().execute(async (tx) => {
    for (const kind of kindsOf(platform)) {
      const { onPage, byMail } = wished.get(kind.name) ?? { onPage: false, byMail: false }
      const row = { on_page: Number(onPage), by_mail: Number(byMail), changed_at: now }
      await putChoice(tx, { person_id: person.id, kind: kind.name, ...row })
    }
    await record(platform, tx, actorOf(person), person.id, Object.fromEntries(wished))
  })
}

/**
 * Ends the letters of one kind; notices on the page stay. Once more changes nothing.
 *
 * @throws UserError `notices.unknown-kind`
 */
export async function unsubscribe(platform: Platform, personId: string, kindName: string): Promise<NoticeKind> {
  const kind = kindsOf(platform).find(({ name }) => name === kindName)
  if (!kind)
    throw new UserError('not-found', 'notices.unknown-kind', 'The house writes no letters of this kind any more.')
  await platform.db.transaction().execute(async (tx) => {
    const { onPage, byMail } = await waysOf(tx, personId, kind)
    if (!byMail) return
    const row = { on_page: Number(onPage), by_mail: 0, changed_at: platform.now() }
    await putChoice(tx, { person_id: personId, kind: kind.name, ...row })
    await record(platform, tx, personId, personId, { [kind.name]: { onPage, byMail: false } })
  })
  return kind
}

const record = (platform: Platform, tx: Db, actor: string, personId: string, after: unknown): Promise<void> =>
  platform.activity.record(tx, {
    actor,
    action: 'notices.choices-changed',
    target: `accounts/person/${personId}`,
    after,
  })

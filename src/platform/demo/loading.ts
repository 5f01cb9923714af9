import type { Person } from '../accounts/person.ts'
import { actorOf } from '../accounts/person.ts'
import { listAdministrators } from '../accounts/queries/people.ts'
import { declaredBy } from '../app.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import type { DemoPiece, ShownPiece } from './demo.ts'
import { links } from './links.ts'
import { deletePiece, findPiece, insertPiece, listPieces, settlePiece } from './queries.ts'
import type { DemoPieceRow } from './tables.ts'

/** Making one takes seconds: what is not done after so long was broken off, and is begun anew. */
const givenUpMs = 10 * 60_000

/** Called before each piece, with how many are done. */
type Telling = (done: number, total: number, title: string) => void

/** What suits this house, in the order of the apps. */
export async function piecesOf(platform: Platform): Promise<readonly DemoPiece[]> {
  const declared = await declaredBy(platform.parts, (part) => part.demo?.())
  return declared.filter(({ suits }) => suits?.(platform) ?? true)
}

/** Every piece, with where it can be looked at. */
export async function shownPieces(platform: Platform): Promise<ShownPiece[]> {
  const rows = new Map((await listPieces(platform.db)).map((row) => [row.name, row]))
  return Promise.all(
    (await piecesOf(platform)).map(async (piece) => {
      const id = rows.get(piece.name)?.thing_id ?? null
      const isThere = id !== null && (await piece.isThere(platform.db, id))
      return { name: piece.name, title: piece.title, href: isThere ? piece.href(id) : null }
    }),
  )
}

/**
 * Makes a small example in every app; what is there already stays as it is. One that fails keeps no other from being made.
 *
 * @throws UserError `demo.busy` where somebody else is loading or removing them now, or why the first failed
 */
export const loadDemo = (platform: Platform, person: Person, tell?: Telling): Promise<void> =>
  forEach(platform, false, tell, (piece) => load(platform, person, piece))

/** @throws what the first of those that failed has thrown, once all had their turn */
async function forEach(
  platform: Platform,
  fromLast: boolean,
  tell: Telling = () => {},
  act: (piece: DemoPiece) => Promise<void>,
): Promise<void> {
  const pieces = await piecesOf(platform)
  const failures: unknown[] = []
  for (const [done, piece] of (fromLast ? pieces.toReversed() : pieces).entries()) {
    tell(done, pieces.length, piece.title)
    await act(piece).catch((error: unknown) => failures.push(error))
    platform.live.publish(links.topic)
  }
  if (failures.length > 0) throw failures[0]
}

async function load(platform: Platform, person: Person, piece: DemoPiece): Promise<void> {
  const before = await findPiece(platform.db, piece.name)
  if (before?.thing_id != null && (await piece.isThere(platform.db, before.thing_id))) return
  if (before) await claimOld(platform, before)
  const row = { name: piece.name, thing_id: null, made_for: person.id, made_at: platform.now() }
  if (!(await insertPiece(platform.db, row))) throw busy()
  try {
    const id = await piece.make(platform, person)
    await platform.db.transaction().execute(async (tx) => {
      await settlePiece(tx, piece.name, id)
      await note(platform, tx, actorOf(person), 'loaded', piece)
    })
  } catch (error) {
    await deletePiece(platform.db, row)
    throw error
  }
}

/**
 * Takes everything away that was loaded, the latest first.
 *
 * @throws UserError `demo.busy`
 */
export const removeDemo = (platform: Platform, by: string, tell?: Telling): Promise<void> =>
  forEach(platform, true, tell, async (piece) => {
    const row = await findPiece(platform.db, piece.name)
    if (row?.thing_id === null) await claimOld(platform, row)
    else if (row) await remove(platform, piece, row, row.thing_id, by)
  })

async function remove(
  platform: Platform,
  piece: DemoPiece,
  row: DemoPieceRow,
  thingId: string,
  by: string,
): Promise<void> {
  await piece.remove(platform, thingId, by)
  await platform.db.transaction().execute(async (tx) => {
    if (await deletePiece(tx, row)) await note(platform, tx, by, 'removed', piece)
  })
}

/** Forgets a piece that is gone, or whose making was broken off; nobody takes it from somebody who is at it. */
async function claimOld(platform: Platform, row: DemoPieceRow): Promise<void> {
  const isAtWork = row.thing_id === null && Date.parse(platform.now()) - Date.parse(row.made_at) < givenUpMs
  if (isAtWork || !(await deletePiece(platform.db, row))) throw busy()
}

const note = (
  { activity }: Platform,
  tx: Platform['db'],
  actor: string,
  what: 'loaded' | 'removed',
  { name, title }: DemoPiece,
): Promise<void> => activity.record(tx, { actor, action: `demo.${what}`, target: `demo/${name}`, message: title })

/**
 * For whom a command loads them: the administrator with this address, or the first there is.
 *
 * @throws UserError `demo.nobody`
 */
export async function demoOwner({ db }: Platform, email?: string): Promise<Person> {
  const administrators = await listAdministrators(db)
  const found =
    email === undefined ? administrators[0] : administrators.find((one) => one.email === email.toLowerCase())
  if (found) return { ...found, tokenId: null }
  throw new UserError(
    'conflict',
    'demo.nobody',
    email === undefined
      ? 'There is no administrator yet, and sample data belong to one. Make one first: lyceum user create EMAIL --name NAME --role admin.'
      : `${email} is no administrator of this house.`,
  )
}

const busy = (): UserError =>
  new UserError(
    'conflict',
    'demo.busy',
    'The sample data are being loaded or removed by somebody else right now. Try again in a minute.',
  )

import { findPerson } from '../../platform/accounts/queries/people.ts'
import type { Db } from '../../platform/database/tables.ts'

/** Who did something, as people call them. `kind` names those that are no person, in English. */
export type Actor = Readonly<{ name: string } | { kind: 'the house' | 'the command line' | 'a program' | 'somebody' }>

/** The names of actors as the log keeps them: a person's id, `system`, `cli`, `token:<id>`. */
export async function nameActors(db: Db, actors: readonly string[]): Promise<ReadonlyMap<string, Actor>> {
  const named = await Promise.all(
    [...new Set(actors)].map(async (actor) => [actor, await nameActor(db, actor)] as const),
  )
  return new Map(named)
}

export async function nameActor(db: Db, actor: string): Promise<Actor> {
  if (actor === 'system') return { kind: 'the house' }
  if (actor === 'cli') return { kind: 'the command line' }
  if (actor.startsWith('token:')) return { kind: 'a program' }
  const person = await findPerson(db, actor)
  return person ? { name: person.name } : { kind: 'somebody' }
}

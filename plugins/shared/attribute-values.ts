import { FormatError } from '../../src/apps/plugins/formats/format-error.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'

/** A value of an attribute; null is a value that is missing. */
export type Value = string | number | boolean | null

/**
 * The values of an attribute as a list: one for a single value, none for an empty list or text, null where the entity
 * lacks the attribute, or holds null. Nested lists are not values.
 *
 * @throws FormatError where the attribute holds an object.
 */
export function valuesOf(entity: Entity, attribute: string): readonly Value[] | null {
  const held = Object.hasOwn(entity, attribute) ? entity[attribute] : null
  if (held === null || held === undefined) return null
  if (held === '') return []
  const list: unknown[] = Array.isArray(held) ? held : held instanceof Set ? [...held] : [held]
  return list.map((value) => scalar(value, attribute))
}

function scalar(value: unknown, attribute: string): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new FormatError(`The attribute “${attribute}” holds nested values, which cannot be compared.`)
}

/** Numbers the distinct members of a growing set, from 0 upwards. */
export type Codes<Member> = Readonly<{ codeOf: (member: Member) => number; members: readonly Member[] }>

/** Every distinct member gets the next number when it is first asked for. */
export function startCodes<Member>(): Codes<Member> {
  const codes = new Map<Member, number>()
  const members: Member[] = []
  const codeOf = (member: Member): number => {
    const known = codes.get(member)
    if (known !== undefined) return known
    codes.set(member, members.length)
    return members.push(member) - 1
  }
  return { codeOf, members }
}

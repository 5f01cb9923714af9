import { z } from 'zod'
import { grantablePermissions, type Permission } from '../permissions.ts'

const name = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'Small letters, digits and dashes, a letter first; 40 at most.')

/** The box by which a group allows something. */
export const grantField = (permission: string): string => `may-${permission}`

const boxes = Object.fromEntries(grantablePermissions.map((name) => [grantField(name), z.literal('1').optional()]))
const shape = { name, description: z.string().trim().max(2_000).default(''), ...boxes }

export type GroupForm = Readonly<{ name: string; description: string; grants: readonly Permission[] }>

const readForm = ({ name, description, ...ticked }: z.output<z.ZodObject<typeof shape>>): GroupForm => ({
  name,
  description,
  grants: grantablePermissions.filter((permission) => (ticked as Record<string, unknown>)[grantField(permission)]),
})

export const GroupForm = z.object(shape).transform(readForm)

/** `version`: the one that was on the screen. */
export const ChangeGroupForm = z
  .object({ ...shape, version: z.coerce.number().int().min(1).max(1e9) })
  .transform(({ version, ...form }) => ({ ...readForm(form), version }))
export type ChangeGroupForm = z.output<typeof ChangeGroupForm>

export const GroupQuery = z.object({ q: z.string().trim().max(200).optional() })

/** Somebody who was found, or whose address was typed. */
export const AddMemberForm = z.object({
  person: z.string().max(64).optional(),
  email: z.string().trim().max(254).optional(),
})

export const MemberParams = z.object({ id: z.string().max(64), person: z.string().max(64) })
export const ManagerForm = z.object({ manager: z.enum(['0', '1']) })

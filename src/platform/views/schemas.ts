import { z } from 'zod'
import { safePath } from '../web/safe-path.ts'

/** An address inside the house; anything else is no list, and becomes the start page. */
const address = z
  .string()
  .max(3_000)
  .transform((text) => safePath(text))
const title = z.string().trim().min(1).max(100)
const ofForm = { _token: z.string().optional(), _key: z.string().optional() }

/** Which list is looked at, as it stands. */
export const MenuQuery = z.object({ at: address, title })

export const SaveForm = z.object({ ...ofForm, at: address, title, name: z.string().trim().min(1).max(80) })
export type SaveForm = z.output<typeof SaveForm>

export const RemoveForm = z.object({ ...ofForm, next: address.default('/views') })

export const IdParams = z.object({ id: z.string().max(64) })

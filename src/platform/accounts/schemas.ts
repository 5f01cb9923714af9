import { z } from 'zod'
import { languages } from '../web/languages.ts'
import { themes } from '../web/theme.ts'
import { countries } from './countries.ts'
import { isOrcid, readOrcid } from './orcid.ts'
import { roles } from './person.ts'

/** At most so many letters, as a person counts them, and none that steers or hides. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Please fill this in.')
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, 'Please use letters that can be seen.')

/**
 * Addresses are compared in lower case, without the dot that some put behind a domain. Typed too long, it is refused
 * before anything looks at its form.
 */
export const Email = z
  .string()
  .trim()
  .max(254)
  .toLowerCase()
  .overwrite((text) => text.replace(/\.$/, ''))
  .pipe(z.email('This is no e-mail address.'))

/** A field that may be left empty, which is null then. */
export const optionalLine = (longest: number) =>
  z
    .literal('')
    .transform(() => null)
    .or(line(longest))
    .nullish()
    .transform((value) => value ?? null)

/** Likewise, for a schema of its own. */
export const optional = <Schema extends z.ZodType<string, string>>(schema: Schema) =>
  z
    .literal('')
    .transform(() => null)
    .or(schema)
    .nullish()
    .transform((value) => value ?? null)

export const Country = optional(
  z.string().refine((code) => countries.includes(code), 'Please choose one of what is offered.'),
)

export const PersonForm = z.object({
  name: line(200),
  email: Email,
  role: z.enum(roles),
})
export type PersonForm = z.infer<typeof PersonForm>

/** What is typed to sign in is only compared, so that it is not judged here. */
export const SignInForm = z.object({
  email: z.string().trim().min(1, 'Please fill this in.').max(254),
  password: z.string().min(1, 'Please fill this in.').max(4_096),
  next: z.string().max(4_096).optional(),
})
export type SignInForm = z.infer<typeof SignInForm>

/** A page of the house that leads on to another. */
export const NextQuery = z.object({ next: z.string().max(4_096).optional(), again: z.string().max(10).optional() })

/** The first administrator; the rules for passwords are those of `password-rules.ts`. */
export const FirstAdministratorForm = z.object({ name: line(200), email: Email, password: z.string().max(8_192) })
export type FirstAdministratorForm = z.infer<typeof FirstAdministratorForm>

export const IdParams = z.object({ id: z.string().max(64) })
export const SecretParams = z.object({ secret: z.string().max(200) })

const zone = z.string().refine((name) => isTimeZone(name), 'This is no time zone, such as Europe/Berlin.')

/** What a person says about themselves: nothing in it decides what they may do. */
export const ProfileForm = z.object({
  name: line(200),
  title: optionalLine(60),
  affiliation: optionalLine(200),
  country: Country,
  orcid: optional(
    z.string().max(60).overwrite(readOrcid).refine(isOrcid, 'This is no ORCID iD: its check digit is wrong.'),
  ),
  language: optional(z.enum(languages)),
  timezone: optional(zone),
  theme: optional(z.enum(themes)),
})
export type ProfileForm = z.infer<typeof ProfileForm>

export const PasswordForm = z.object({ current: z.string().max(4_096), password: z.string().max(8_192) })
export type PasswordForm = z.infer<typeof PasswordForm>

export const LeaveForm = z.object({
  password: z.string().max(4_096).default(''),
  confirm: z.literal('1', 'Please tick this if you mean it.'),
})

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

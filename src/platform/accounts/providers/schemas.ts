import { z } from 'zod'
import { line } from '../schemas.ts'

/** Services on this machine are for trying things out, and need a place in LYCEUM_HTTP_ALLOW besides. */
const loopback = ['localhost', '127.0.0.1', '[::1]']

const issuer = z
  .url('This is not a web address.')
  .max(500)
  .overwrite((text) => text.trim())
  .refine((text) => {
    const url = URL.parse(text)
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.includes(url.hostname))
    return isSafe && url.username === '' && url.search === '' && url.hash === ''
  }, 'The issuer begins with https:// and has no question mark.')

export const ProviderForm = z.object({
  slug: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'Small letters, digits and dashes, a letter first; 40 at most.'),
  name: line(60),
  issuer,
  client_id: line(300),
  /** Empty: the one that is kept. */
  client_secret: z.string().trim().max(2_000).default(''),
  scope: z
    .string()
    .trim()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'Words with blanks between them.')
    .max(300)
    .refine((text) => text.split(' ').includes('openid'), 'The word openid must be among them.'),
  is_email_trusted: z.literal('1').optional().transform(Boolean),
  is_enabled: z.literal('1').optional().transform(Boolean),
})
export type ProviderForm = z.output<typeof ProviderForm>

export const ChangeProviderForm = ProviderForm.extend({ version: z.coerce.number().int().min(1).max(1e9) })
export type ChangeProviderForm = z.output<typeof ChangeProviderForm>

export const PresetQuery = z.object({ preset: z.string().max(40).optional() })
export const SlugParams = z.object({ slug: z.string().max(60) })
export const StartForm = z.object({ next: z.string().max(4_096).optional() })
/** Whatever the service sends back; the library reads it from the address itself. */
export const CallbackQuery = z.record(z.string().max(40), z.string().max(4_096))

export const WelcomeForm = z.object({ name: line(200), terms: z.literal('1').optional().transform(Boolean) })
export type WelcomeForm = z.output<typeof WelcomeForm>

import { z } from 'zod'
import { line } from '../schemas.ts'

const letters = z.string().regex(/^[\w-]{1,10000}$/)
const common = {
  id: letters.max(1_400),
  rawId: letters.max(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
}

const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const
const transport = z.enum(transports)
const knownTransports = (given: readonly string[]) => given.flatMap((name) => transport.safeParse(name).data ?? [])

/** What a browser answers that has made a key, as the JSON of a `PublicKeyCredential`. */
const Made = z.object({
  ...common,
  response: z.object({
    clientDataJSON: letters,
    attestationObject: letters,
    transports: z.array(z.string().max(40)).max(20).default([]).transform(knownTransports),
  }),
})

/** What a browser answers that has signed with one. */
const Signed = z.object({
  ...common,
  response: z.object({
    clientDataJSON: letters,
    authenticatorData: letters,
    signature: letters,
    userHandle: letters.nullish().transform((value) => value ?? undefined),
  }),
})

/** The field of a form that `client/passkeys.js` has filled in. */
const inJson = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .max(40_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('This browser cannot use passkeys here.')
        return z.NEVER
      }
    })
    .pipe(schema)

export const AddPasskeyForm = z.object({ name: line(100), response: inJson(Made) })
export const PasskeyForm = z.object({ response: inJson(Signed), next: z.string().max(4_096).optional() })

export type MadePasskey = z.output<typeof AddPasskeyForm>['response']
export type SignedPasskey = z.output<typeof PasskeyForm>['response']

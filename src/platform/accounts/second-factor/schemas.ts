import { z } from 'zod'
import { recoveryCodeCount } from './recovery-codes.ts'

const typed = z.string().trim().min(1, 'Please fill this in.').max(60)

export const CodeForm = z.object({ code: typed })
export const StepForm = z.object({ code: typed, next: z.string().max(4_096).optional() })

/** What the page of recovery codes sends back to have it as a file. */
export const CodesForm = z.object({
  codes: z
    .string()
    .max(1_000)
    .transform((text) => text.split(' ').slice(0, recoveryCodeCount)),
})

import { z } from 'zod'
import { roles } from './person.ts'
import { Country, Email, line, optional, optionalLine } from './schemas.ts'

const ticked = z.literal('1').optional().transform(Boolean)

/** What a person says who wants an account; rules for passwords are those of `password-rules.ts`. */
export const RegisterForm = z.object({
  name: line(200),
  email: Email,
  password: z.string().max(8_192),
  title: optionalLine(60),
  affiliation: optionalLine(200),
  country: Country,
  terms: ticked,
  /** Asks for a decision although the domain is unknown. */
  ask: ticked,
  proof: optional(z.url({ protocol: /^https?$/, message: 'This is not a web address.' }).max(2_000)),
  reason: optional(z.string().trim().max(2_000)),
  voucher: optional(Email),
  /** No person sees this field; programs that fill in everything do. */
  website: z.string().max(10_000).optional(),
})
export type RegisterForm = z.infer<typeof RegisterForm>

const typed = z.string().max(2_000).default('')

/** What stands in the form while somebody types: shown again with the verdict, and judged only when it is sent. */
export const AskingForm = z.object({
  name: z.string().max(500).default(''),
  email: z.string().max(500).default(''),
  proof: typed,
  reason: typed,
  voucher: typed,
})

export const SentQuery = z.object({ waiting: z.string().max(5).optional() })
export const EmailForm = z.object({ email: Email })

/** The password that was chosen, or a new one; the link proves that the mailbox is theirs. */
export const ConfirmForm = z.object({
  password: z.string().max(4_096).default(''),
  newPassword: z.string().max(8_192).default(''),
})
export type ConfirmForm = z.infer<typeof ConfirmForm>

export const NewPasswordForm = z.object({ password: z.string().max(8_192) })

export const AcceptForm = z.object({
  withDomain: ticked,
  domain: optionalLine(253),
  institution: optionalLine(200),
  country: Country,
})
export type AcceptForm = z.infer<typeof AcceptForm>

export const RefuseForm = z.object({ reason: z.string().trim().min(1, 'Please fill this in.').max(2_000) })

export const invitationDays = ['3', '7', '14', '30'] as const
export const InvitationForm = z.object({
  email: Email,
  role: z.enum(roles),
  message: optional(z.string().trim().max(2_000)),
  days: z.enum(invitationDays).default('7'),
})
export type InvitationForm = z.infer<typeof InvitationForm>

export const AcceptInvitationForm = RegisterForm.pick({
  name: true,
  title: true,
  affiliation: true,
  country: true,
  password: true,
  terms: true,
})
export type AcceptInvitationForm = z.infer<typeof AcceptInvitationForm>

const ruleKinds = ['allowed', 'blocked'] as const
export const DomainRuleForm = z.object({
  domain: line(254),
  kind: z.enum(ruleKinds),
  institution: optionalLine(200),
  country: Country,
  note: optionalLine(500),
})
export type DomainRuleForm = z.infer<typeof DomainRuleForm>

export const DomainListForm = z.object({
  name: line(100),
  licence: line(200),
  address: optional(z.url({ protocol: /^https?$/, message: 'This is not a web address.' }).max(500)),
})
export type DomainListForm = z.infer<typeof DomainListForm>

export const DomainsQuery = z.object({ try: z.string().trim().max(254).optional() })

import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

const registrationModes = ['academic', 'open', 'invitation', 'closed'] as const
export type RegistrationMode = (typeof registrationModes)[number]

export const registrationSetting = defineSetting<RegistrationMode>({
  name: 'accounts.registration',
  title: 'Who may register',
  help: 'academic: people with an academic address, others after a decision. open: everybody. invitation: who was invited. closed: nobody.',
  schema: z.enum(registrationModes),
  fallback: 'academic',
})

export const firstRoleSetting = defineSetting<'reader' | 'member'>({
  name: 'accounts.first-role',
  title: 'Role of who registered',
  help: 'A reader looks at things, a member works with them. It can be changed for each person later.',
  schema: z.enum(['reader', 'member']),
  fallback: 'member',
})

export const suffixSetting = defineSetting<boolean>({
  name: 'accounts.academic-suffixes',
  title: 'Academic suffixes are enough',
  help: 'Whether an address below .edu, .ac.uk and their like is academic although no list knows it. If not, an administrator is asked.',
  schema: z.boolean(),
  fallback: true,
})

export const vouchingSetting = defineSetting<boolean>({
  name: 'accounts.vouching',
  title: 'Members may vouch',
  help: 'Whether a member may let somebody in whose domain is unknown, without an administrator.',
  schema: z.boolean(),
  fallback: true,
})

export const termsSetting = defineSetting<string>({
  name: 'accounts.terms',
  title: 'Terms of use',
  help: 'Text that everybody agrees to who registers, in Markdown: who may use the house, where data are kept, who sees them. Empty: nothing is asked.',
  schema: z.string().max(100_000),
  fallback: '',
})

export const graceSetting = defineSetting<number>({
  name: 'accounts.leaving-days',
  title: 'Days until a deleted account is gone',
  help: 'So long its owner can take it back by a link in a letter. 0: it is gone within the hour.',
  schema: z.number().int().min(0).max(365),
  fallback: 14,
})

const factorDemands = ['nobody', 'administrators', 'everybody'] as const
export type FactorDemand = (typeof factorDemands)[number]

export const factorSetting = defineSetting<FactorDemand>({
  name: 'accounts.second-factor',
  title: 'Who needs a second factor',
  help: 'Who is meant and has none can do nothing else before it is set up. API tokens are not asked.',
  schema: z.enum(factorDemands),
  fallback: 'nobody',
})

export const proxyPeopleSetting = defineSetting<'known' | 'create'>({
  name: 'accounts.proxy-people',
  title: 'Who may come in by way of the proxy',
  help: 'Where LYCEUM_PROXY_USER_HEADER is set. known: who has an account. create: everybody whom the proxy names; an account is made when they first come.',
  schema: z.enum(['known', 'create']),
  fallback: 'known',
})

export const proxyDomainSetting = defineSetting<string>({
  name: 'accounts.proxy-domain',
  title: 'Domain of the names that the proxy gives',
  help: 'With example.edu the name ada is ada@example.edu. Empty: names that are no addresses are nobody’s.',
  schema: z.string().regex(/^(|[a-z0-9-]+(\.[a-z0-9-]+)+)$/, 'This is no domain, such as example.edu.'),
  fallback: '',
})

export const settings = [
  registrationSetting,
  firstRoleSetting,
  suffixSetting,
  vouchingSetting,
  termsSetting,
  graceSetting,
  factorSetting,
  proxyPeopleSetting,
  proxyDomainSetting,
]

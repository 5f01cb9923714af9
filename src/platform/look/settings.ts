import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

export const nameSetting = defineSetting<string>({
  name: 'look.name',
  title: 'Name of the house',
  help: 'Stands above every page, in the title of the window, and in letters.',
  schema: z.string().trim().min(1, 'A house needs a name.').max(60),
  fallback: 'Lyceum',
})

export const purposeSetting = defineSetting<string>({
  name: 'look.purpose',
  title: 'What this house is for',
  help: 'Text on the first page for who is not signed in, in Markdown: whose it is, what it is for, who may come in. Empty: what the apps do.',
  schema: z.string().max(20_000),
  fallback: '',
})

export const colourSetting = defineSetting<string>({
  name: 'look.colour',
  title: 'Colour of the house',
  help: 'Such as #17627d. It is made lighter or darker until everything can be read on it, in both themes. Empty: the usual one.',
  schema: z.string().regex(/^(|#[0-9a-fA-F]{6})$/, 'Write it as # and six digits, such as #17627d.'),
  fallback: '',
})

export const contactSetting = defineSetting<string>({
  name: 'look.contact',
  title: 'Whom to ask',
  help: 'A name, an address or both, for who cannot come in or has a question. Stands on the first page and at the foot of those before signing in.',
  schema: z.string().trim().max(300),
  fallback: '',
})

/** Stands in no list of settings: it is set by sending a picture, under Admin → Look. */
export const logoSetting = defineSetting<string | null>({
  name: 'look.logo',
  title: 'Logo',
  help: 'The id of the picture among the files.',
  schema: z.string().nullable(),
  fallback: null,
})

/** In the list of settings. */
export const settings = [nameSetting, purposeSetting, colourSetting, contactSetting]

import { z } from 'zod'
import { defineSetting } from '../../../platform/settings/settings.ts'

export const letterPhoneSetting = defineSetting({
  name: 'observations.letter-phone',
  title: 'Phone number in letters to observers',
  help: 'Stands for #cxc_phone# in the templates.',
  schema: z.string().max(60),
  fallback: '',
})

export const letterFaxSetting = defineSetting({
  name: 'observations.letter-fax',
  title: 'Fax number in letters to observers',
  help: 'Stands for #cxc_fax# in the templates.',
  schema: z.string().max(60),
  fallback: '',
})

export const letterSettings = [letterPhoneSetting, letterFaxSetting]

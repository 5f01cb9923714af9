import { emptyForm, type FormState, filledForm } from '../../web/forms.ts'

/** ORCID says who somebody is, and no address. */
const orcid = {
  name: 'ORCID',
  slug: 'orcid',
  issuer: 'https://orcid.org',
  scope: 'openid',
  is_email_trusted: '',
  is_enabled: '1',
}

/** The form for a service that many use, filled in but for what only its owner has. */
export const presetFor = (name: string | undefined): FormState => (name === 'orcid' ? filledForm(orcid) : emptyForm)

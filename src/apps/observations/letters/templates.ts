import type { LetterKind } from './kinds.ts'

const greeting = 'Dear #prop_name#,\n\n'
const about = `I am your contact at the Chandra X-ray Center for the observation of
#obj_name# (sequence #seq_num#, obsid #obsid#) of your proposal

  #prop_title#

#part1#

`
const settings = `#part2#

#big_ole_string#

#part3#

`
const closing = `With kind regards,
#contact#

#cxc_email#
`
const questions = {
  acis: `In particular, please think about
  - which chips are needed, and which are optional;
  - bright sources in the field, and pile-up: a subarray or a grating
    may help;
  - the format of telemetry, where many events are expected.

`,
  hrc: `In particular, please think about the offsets that put your target on
the part of the detector that you want, and about bright sources in the
field, which may have to be blocked.

`,
  letg: `With the LETG, please look at the offsets, the roll angle and the
expected rates of zeroth and first order. On the instrument, you may
also ask #other# (#other_email#).

`,
  hetg: `With the HETG, please look at the position of zeroth order, the subarray
and the expected rates of zeroth and first order.

`,
}

/** Short, neutral letters of our own. A team that has its own puts them in a folder (`composing.ts`). */
export const shippedTemplates: Readonly<Record<LetterKind, string>> = {
  acis_short: `${greeting}${about}${settings}${closing}`,
  acis_short_early: `${greeting}This letter comes early, since the observation can be scheduled soon.\n\n${about}${settings}${closing}`,
  acis_long: `${greeting}${about}${settings}${questions.acis}${closing}`,
  hrc: `${greeting}${about}${settings}${questions.hrc}${closing}`,
  letg: `${greeting}${about}${settings}${questions.letg}${closing}`,
  hetg: `${greeting}${about}${settings}${questions.hetg}${closing}`,
}

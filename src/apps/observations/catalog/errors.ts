import { UserError } from '../../../platform/errors.ts'

/** The catalog has no such observation. */
export class ObsidUnknown extends UserError {
  constructor(obsid: number) {
    super('not-found', 'observations.obsid-unknown', `There is no observation ${obsid} in the catalog.`)
  }
}

/** The catalog has more than one row for it, which only its keepers can put right. */
export class ObsidAmbiguous extends UserError {
  constructor(obsid: number) {
    super(
      'conflict',
      'observations.obsid-ambiguous',
      `The catalog has more than one observation ${obsid}. Please tell an administrator.`,
    )
  }
}

/** The catalog gives no answer for now. */
export class CatalogAway extends UserError {
  constructor(cause: unknown, retryAfterSeconds = 60) {
    super('unavailable', 'observations.catalog-away', 'The catalog of observations gives no answer. Try again later.', {
      cause,
      retryAfterSeconds,
    })
  }
}

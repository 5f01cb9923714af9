/** Right ascension as `HH:MM:SS.ssss`. */
export const raText = (raDeg: number): string => sexagesimal((((raDeg % 360) + 360) % 360) / 15, 24)

/** Declination as `±DD:MM:SS.ssss`, its sign always there. */
export const decText = (decDeg: number): string =>
  `${decDeg < 0 || Object.is(decDeg, -0) ? '-' : '+'}${sexagesimal(Math.abs(decDeg))}`

/** Degrees of a right ascension in hours, minutes and seconds, or in decimal degrees; undefined where it is neither. */
export const readRa = (text: string): number | undefined => readAngle(text, 15)

/** Degrees of a declination, likewise. */
export const readDec = (text: string): number | undefined => readAngle(text, 1)

/** Arcseconds, as people read the dither. */
export const arcsecOf = (degrees: number): number => degrees * 3600

/** Degrees, as the catalog has the dither. */
export const degreesOf = (arcsec: number): number => arcsec / 3600

/**
 * The angle between two positions, in degrees; steady down to the smallest angles.
 *
 * @see Vincenty's formula on the sphere: atan2(|a × b|, a · b)
 */
export function separationDeg(a: SkyPosition, b: SkyPosition): number {
  const [ra, dec1, dec2] = [radians(b.raDeg - a.raDeg), radians(a.decDeg), radians(b.decDeg)]
  const across = Math.cos(dec2) * Math.sin(ra)
  const along = Math.cos(dec1) * Math.sin(dec2) - Math.sin(dec1) * Math.cos(dec2) * Math.cos(ra)
  const dot = Math.sin(dec1) * Math.sin(dec2) + Math.cos(dec1) * Math.cos(dec2) * Math.cos(ra)
  return (Math.atan2(Math.hypot(across, along), dot) * 180) / Math.PI
}

export type SkyPosition = Readonly<{ raDeg: number; decDeg: number }>

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Counted in whole ten-thousandths of a second, so that no 60.0000 appears. */
function sexagesimal(units: number, wrapsAt = 360): string {
  const ticks = Math.round(units * 3600 * 10_000)
  const [whole, rest] = [Math.floor(ticks / 36_000_000) % wrapsAt, ticks % 36_000_000]
  const seconds = ((rest % 600_000) / 10_000).toFixed(4).padStart(7, '0')
  return `${pad(whole)}:${pad(Math.floor(rest / 600_000))}:${seconds}`
}

const pad = (number: number): string => String(number).padStart(2, '0')

function readAngle(text: string, degreesPerUnit: number): number | undefined {
  const plain = text.trim().replace(/\s*:\s*/g, ':')
  const [, sign, body] = /^([+-]?)\s*(\d[\d\s:.]*)$/.exec(plain) ?? []
  const parts = body?.split(/[:\s]+/)
  if (!parts?.every((part, at) => (at === parts.length - 1 ? /^\d+[.]?\d*$/ : /^\d+$/).test(part))) return undefined

  const [units = 0, minutes = 0, seconds = 0, ...more] = parts.map(Number)
  if (more.length > 0 || minutes >= 60 || seconds >= 60) return undefined
  const magnitude = parts.length === 1 ? units : (units + minutes / 60 + seconds / 3600) * degreesPerUnit
  return rounded(sign === '-' ? -magnitude : magnitude)
}

/** Six decimals of a degree: what the catalog keeps. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

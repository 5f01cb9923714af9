type Rgb = readonly [red: number, green: number, blue: number]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]
/** The darkest ground of light pages, and the lightest of dark ones, as in `web/client/house.css`. */
const lightGround: Rgb = [238, 242, 244]
const darkGround: Rgb = [23, 32, 39]

/**
 * The colours of the house made from one: darker for light pages, lighter for dark ones, until what is written in them or
 * on them can be read (WCAG 2.2 AA asks 4.5 to 1).
 *
 * @param colour `#rrggbb`
 */
export function coloursOf(colour: string): string {
  const own = readColour(colour)
  const light = themeOf(own, { ground: lightGround, towards: black, soft: mixed(own, white, 0.9) })
  const dark = themeOf(own, { ground: darkGround, towards: white, soft: mixed(own, darkGround, 0.82) })
  return `:root {\n${declared(light)}${button(light)}}\n[data-bs-theme='dark'] {\n${declared(dark)}}\n`
}

type Theme = Readonly<{ accent: Rgb; strong: Rgb; soft: Rgb }>

function themeOf(own: Rgb, { ground, towards, soft }: Readonly<{ ground: Rgb; towards: Rgb; soft: Rgb }>): Theme {
  const readable = (least: number): Rgb => untilReadable(own, towards, [ground, soft], least)
  return { accent: readable(5), strong: readable(7), soft }
}

/** Mixes step by step until the contrast with each of the grounds is at least so large. */
function untilReadable(own: Rgb, towards: Rgb, grounds: readonly Rgb[], least: number): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mixed(own, towards, share)
    if (grounds.every((ground) => contrast(candidate, ground) >= least)) return candidate
  }
  return towards
}

const declared = ({ accent, strong, soft }: Theme): string => `  --house-accent: ${hex(accent)};
  --house-accent-strong: ${hex(strong)};
  --house-accent-soft: ${hex(soft)};
  --bs-link-color-rgb: ${accent.join(', ')};
  --bs-link-hover-color-rgb: ${strong.join(', ')};
`

/** White stands on buttons in both themes. */
const button = ({ accent, strong }: Theme): string => `  --house-button: ${hex(accent)};
  --house-button-strong: ${hex(strong)};
`

const readColour = (text: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as unknown as Rgb

const hex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

/** `share` of the other one. */
const mixed = (one: Rgb, other: Rgb, share: number): Rgb =>
  one.map((part, at) => Math.round(part * (1 - share) + (other[at] ?? 0) * share)) as unknown as Rgb

/** @see WCAG 2.2, contrast ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** @see WCAG 2.2, relative luminance */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

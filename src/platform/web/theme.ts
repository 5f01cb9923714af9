export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** English. */
export const themeNames: Readonly<Record<Theme, string>> = { auto: 'As the device', light: 'Light', dark: 'Dark' }

/** What the visitor chose; `auto` follows the device. */
export const readTheme = (cookie: string | undefined): Theme => themes.find((theme) => theme === cookie) ?? 'auto'

import type { Rejection } from './rejection.ts'

/** A page that came where a PDF was expected: why, or where the file seems to be instead. */
export type Wall = Readonly<{ kind: 'wall'; rejection: Rejection }> | Readonly<{ kind: 'viewer'; url: string }>

const challenge =
  /just a moment|cf-chl|cf_chl|challenge-platform|preparing to download|g-recaptcha|hcaptcha|captcha|proof[- ]of[- ]work|are you a (?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human|distil_r|px-captcha|ddos protection|enable javascript and cookies to continue/i
const cookies =
  /(?:please )?enable cookies|cookies? (?:are|is|must be) (?:required|enabled|disabled)|cookieabsent|accept cookies to continue|cookies not supported/i
const paywall =
  /access denial|access denied|shibboleth|institutional (?:login|access|sign)|log ?in to (?:view|read|access|continue)|sign ?in to (?:view|read|access|continue)|purchase (?:pdf|article|access|this)|buy (?:this )?article|rent (?:this )?article|get access|subscri(?:be|ption) (?:required|to)|add to cart|name="password"|type="password"/i

const openings = [
  /<meta[^>]{0,200}name=["']citation_pdf_url["'][^>]{0,200}content=["']([^"'<>]{1,2000})["']/i,
  /<(?:iframe|embed)[^>]{0,500}src=["']([^"'<>]{1,2000}\.pdf[^"'<>]{0,500})["']/i,
  /<object[^>]{0,500}data=["']([^"'<>]{1,2000}\.pdf[^"'<>]{0,500})["']/i,
]

/**
 * Reads a page by the marks that such pages carry. Challenges come first: they, too, speak of cookies and access. A viewer
 * is only followed to the same site.
 *
 * @param isSameSite whether an address belongs to the site of the page.
 */
export function classifyHtml(html: string, pageUrl: string, isSameSite: (url: string) => boolean): Wall {
  const wall = (code: Rejection['code'], detail: string): Wall => ({ kind: 'wall', rejection: { code, detail } })
  if (challenge.test(html)) return wall('bot_challenge', 'The site answered with a challenge page.')

  for (const opening of openings) {
    const address = opening.exec(html)?.[1]?.replaceAll('&amp;', '&')
    const url = address !== undefined && URL.canParse(address, pageUrl) ? new URL(address, pageUrl).href : null
    if (url !== null && url !== pageUrl && isSameSite(url)) return { kind: 'viewer', url }
  }
  if (cookies.test(html)) return wall('cookie_wall', 'The site asked for cookies.')
  if (paywall.test(html)) return wall('paywalled', 'The site answered with a sign-in or payment page.')
  return wall('not_pdf', 'The site answered with a web page instead of a PDF.')
}

/** Where everybody can have an address, or one for ten minutes: such an address says nothing about its owner. */
export const freeMail: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.co.uk
  hotmail.es live.com live.de live.fr live.nl live.co.uk msn.com passport.com yahoo.com yahoo.de yahoo.fr yahoo.it
  yahoo.es yahoo.co.uk yahoo.co.jp yahoo.co.in yahoo.com.br ymail.com rocketmail.com aol.com aol.de aim.com icloud.com
  me.com mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.org web.de freenet.de t-online.de arcor.de posteo.de
  mailbox.org mail.de email.de 1und1.de online.de vodafone.de o2online.de protonmail.com protonmail.ch proton.me pm.me
  tutanota.com tutanota.de tuta.io tuta.com fastmail.com fastmail.fm hushmail.com zoho.com mail.com email.com
  inbox.com usa.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com ya.ru rambler.ru qq.com foxmail.com 163.com
  126.com yeah.net sina.com sina.cn sohu.com 139.com aliyun.com naver.com daum.net hanmail.net nate.com rediffmail.com
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it tin.it seznam.cz email.cz
  centrum.cz wp.pl o2.pl onet.pl interia.pl op.pl gazeta.pl abv.bg uol.com.br bol.com.br terra.com.br ig.com.br
  bluewin.ch ziggo.nl planet.nl xs4all.nl kpnmail.nl telenet.be skynet.be comcast.net verizon.net att.net
  sbcglobal.net bellsouth.net cox.net charter.net btinternet.com sky.com talktalk.net ntlworld.com virginmedia.com
  bigpond.com optusnet.com.au shaw.ca rogers.com mailinator.com guerrillamail.com guerrillamail.net sharklasers.com
  10minutemail.com temp-mail.org tempmail.com throwawaymail.com yopmail.com yopmail.fr trashmail.com trashmail.de
  getnada.com maildrop.cc dispostable.com fakeinbox.com mintemail.com mohmal.com moakt.com wegwerfemail.de
  spamgourmet.com discard.email mailnesia.com tempail.com emailondeck.com`
    .split(/\s+/)
    .filter(Boolean),
)

/** Who is taken for a person, by the user agents of browsers in apps and of those that one region uses most. */
import { expect, test } from 'vitest';
import { countable } from '../../shared/guards/countable.ts';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 13; 2201116SG Build/TKQ1.221114.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/';

const PEOPLE: readonly string[] = [
  'Mozilla/5.0 (Linux; U; Android 5.1; zh-cn; 1501_M02 Build/LMY47D) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30 SogouMSE,SogouMobileBrowser/4.1.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 13_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 SogouMobileBrowser/5.19.3',
  'Mozilla/5.0 (Linux; Android 9; JKM-AL00a Build/HUAWEIJKM-AL00a; wv) AppleWebKit/537.36 (KHTML, like Gecko) S3 Version/4.0 Chrome/72.0.3626.121 Mobile Safari/537.36 SGInfo/1080/2137/3.0 SogouSearch Android1.0 version3.0 AppVersion/7352 NoHead',
  `${ANDROID} MicroMessenger/8.0.43.2460(0x28002B3F) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`,
  `${IPHONE} Mobile/15E148 MicroMessenger/8.0.44(0x18002c2f) NetType/4G Language/zh_CN`,
  `${ANDROID} [FB_IAB/FB4A;FBAV/438.0.0.33.118;]`,
  `${IPHONE} Mobile/21E236 [FBAN/FBIOS;FBAV/458.0.0.33.101;FBBV/581247125;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5]`,
  `${ANDROID} Instagram 308.0.0.36.109 Android (33/13; 320dpi; 720x1460; Xiaomi/Redmi; 23028RN4DI; cloud; mt6765; en_IN; 534961943)`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML,like Gecko) Mobile/21F79 Instagram 330.0.3.29.91 (iPhone14,3; iOS 17_5; en_IR@calendar=gregorian; en; scale=3.00; 1125x2436; 595323416)',
  `${IPHONE} Version/17.2 Mobile/15E148 Safari/605.1 NAVER(inapp; search; 2000; 12.3.6; 14PRO)`,
  'Mozilla/5.0 (Linux; Android 13; SM-S908N Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/113.0.5672.131 Whale/1.0.0.0 Crosswalk/28.113.0.20 Mobile Safari/537.36 NAVER(inapp; search; 1090; 12.0.3)',
  `${ANDROID} KAKAOTALK 10.4.5;KAKAOTALK/2610450`,
  `${IPHONE} Mobile/15E148 KAKAOTALK/10.4.3 (INAPP)`,
  `${ANDROID};DaumApps/5.5.0 DaumDevice/mobile`,
  `${ANDROID} Line/13.20.1/IAB`,
  `${IPHONE} Mobile/15E148 Safari Line/14.3.0`,
  `${IPHONE} Version/17.4.1 Mobile/15E148 Safari/605.1.15 NewsSapphire/1.0.420507003`,
  `${ANDROID} Snapchat/12.87.0.44 (RMX2001; Android 11#1647528410731#30; gzip; )`,
  `${IPHONE} Mobile/15E148 musical_ly_33.4.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US isDarkMode/0 WKWebView/1 RevealType/Dialog BytedanceWebview/d8a21c6 FalconTag/`,
  `${ANDROID} trill_330403 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/33.4.3 ByteLocale/en ByteFullLocale/en Region/GB AppId/1233 Spark/1.5.1.3-bugfix AppVersion/33.4.3 BytedanceWebview/d8a21c6`,
  `${ANDROID} aweme_280000 JsSdk/1.0 NetType/WIFI AppName/aweme app_version/28.0.0 ByteLocale/zh-CN Region/CN`,
  `${ANDROID} NewsArticle/9.7.0 ToutiaoMicroApp/2.98.0 PluginVersion/97009076`,
  `${IPHONE} Mobile/15E148 Twitter for iPhone/10.28`,
  `${IPHONE} Mobile/15E148 LinkedInApp/9.28.8586`,
  `${ANDROID} GSA/15.3.36.28.arm64`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/306.0.613704393 Mobile/15E148 Safari/604.1',
  `${IPHONE} Mobile/15E148 GoogleWv/1.0 (WKWebView) GeminiiOS/1.2026.2270600`,
  'Mozilla/5.0 (Linux; U; Android 12; zh-CN; V2055A Build/SP1A.210812.003) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 Quark/6.2.2.246 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; U; Android 10; en-US; RMX1911 Build/QKQ1.200209.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4.0.1306 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; U; Android 8.1.0; zh-CN; EML-AL00 Build/HUAWEIEML-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.108 baidu.sogo.uc.UCBrowser/11.9.4.974 UWS/2.13.1.48 Mobile Safari/537.36 AliApp(DingTalk/4.5.11) com.alibaba.android.rimet/10487439 Channel/227200 language/zh-CN',
  'Mozilla/5.0 (Linux; U; Android 13; zh-cn; M2102K1C Build/TKQ1.220829.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/98.0.4758.102 MQQBrowser/13.6 Mobile Safari/537.36 COVC/046295',
  `${ANDROID} V1_AND_SQ_8.9.83_4680_YYB_D QQ/8.9.83.12605 NetType/WIFI WebP/0.3.0 Pixel/1080`,
  `${ANDROID} baiduboxapp/13.45.0.10 (Baidu; P1 13) NABar/1.0`,
  'Mozilla/5.0 (Linux; U; Android 12; zh-cn; M2011K2C Build/SKQ1.211006.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.4.50',
  'Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.11.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 HuaweiBrowser/14.0.0.321 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 13; V2203A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/101.0.4951.74 Mobile Safari/537.36 VivoBrowser/16.5.10.1',
  'Mozilla/5.0 (Linux; U; Android 13; zh-cn; PGBM10 Build/TP1A.220905.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/103.0.5060.129 Mobile Safari/537.36 HeyTapBrowser/40.8.36.1',
  'Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36',
  `${WINDOWS}118.0.5993.731 YaBrowser/23.11.1.731 Yowser/2.5 Safari/537.36`,
  'Mozilla/5.0 (Linux; arm_64; Android 13; SM-A525F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.5993.131 YaBrowser/23.11.2.131.00 SA/3 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 YaBrowser/23.9.5.550.10 YaApp_iOS/2309.0 YaApp_iOS_Browser/2309.0 Safari/604.1 SA/3',
  `${WINDOWS}116.0.0.0 Safari/537.36 Atom/29.0.0.0`,
  `${WINDOWS}109.0.5414.120 Whale/3.19.166.16 Safari/537.36`,
  `${WINDOWS}117.0.0.0 Safari/537.36 coc_coc_browser/119.0.108`,
  'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.45 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; U; Android 12; SM-A127F Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/118.0.0.0 Mobile Safari/537.36 OPR/75.0.2254.69206',
  `${ANDROID} SmartNews/23.11.1`,
  `${IPHONE} Mobile/15E148 SmartNews/24.3.0`,
  `${IPHONE} Mobile/15E148 Feedly/96.1.1`,
  `${ANDROID} Grab/5.280.0 (Android 13; Build 1)`,
  `${ANDROID} zalo android/12110500 ZaloTheme/light ZaloLanguage/vi`,
  `${IPHONE} Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
  `${ANDROID} DuckDuckGo/5`,
  `${ANDROID} AlipayClient/10.5.36.8000 Language/zh-Hans`,
  `${ANDROID} Ecosia android@118.0.5993.80`,
  `${WINDOWS}114.0.0.0 Safari/537.36 Silk/114.3.1 like Chrome/114.0.0.0`,
  'Mozilla/5.0 (Linux; Android 11; JioPhone Next Discovery) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Mobile; LYF/F320B/LYF-F320B-003-01-15-130718; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (Linux; Android 8.1.0; vivo 1816 Build/O11019; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/87.0.4280.101 Mobile Safari/537.36 hap/1.9/vivo com.vivo.hybrid/1.9.6.302 com.vivo.hybrid.sample/1.9.6.302 ({"packageName":"com.vivo.hiboard","type":"url","extra":{}})',
  `${ANDROID} Mail.ru/14.90`,
];

/** They bear the name of a full browser, and say all the same that nobody looks. */
const AUTOMATA: readonly string[] = [
  'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36 (compatible; Google-InspectionTool/1.0;)',
  'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36 (compatible; GoogleOther)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26 (KHTML, like Gecko) Version/6.0 Mobile/10A5376e Safari/8536.25(compatible; Sogou web spider/4.0; +http://www.sogou.com/docs/help/webmasters.htm#07)',
  'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0 Safari/537.36 PTST/230',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.4896.127 Safari/537.36 (compatible; Pingdom.com_bot_version_1.4)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114 Mobile Safari/537.36 (compatible; AspiegelBot)',
  'Mozilla/5.0 (Linux; Android 7.0;) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)',
  'Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.101 Safari/537.36 Datanyze; https://datanyze.com/',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Safari/537.36 WhatsApp/2.0 Google-Read-Aloud',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 8_1 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12B411 Safari/600.1.4 (compatible; YandexMobileBot/3.0; +http://yandex.com/bots)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/100 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko; Google Web Preview Analytics) Chrome/41.0.2272.118 Safari/537.36',
  'Googlebot-News',
  'Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0 Safari/537.36 Siteimprove.com',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0 Safari/537.36 StatusCake',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0 Safari/537.36 Site24x7',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0 Safari/537.36 Better Uptime Monitor',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:95.0) Gecko/20100101 Firefox/95.0 +https://serpstatbot.com',
];

const verdictOn = (agent: string) =>
  countable(new Request('https://counter.test/counter', { headers: { 'user-agent': agent } }));

test('there are sixty browsers to try', () => {
  expect(new Set(PEOPLE).size).toBeGreaterThanOrEqual(60);
});

test.each(PEOPLE)('a person browses with %s', (agent) => {
  expect(verdictOn(agent)).toBe('count');
});

test.each(AUTOMATA)('nobody looks at what is loaded by %s', (agent) => {
  expect(verdictOn(agent)).toBe('bot');
});

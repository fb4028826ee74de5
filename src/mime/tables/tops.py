#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tops.py -- the labels behind which the names of hosts end
#
# tops.py OUTPUT
import sys

# The country codes of ISO 3166 that are top-level domains, with eu, uk, su.
COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj
bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx
cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf
gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io
iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls
lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz
na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw
py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss su sv sx
sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc
ve vg vi vn vu wf ws ye yt za zm zw
"""

# Of the others those that linkifiers know or that much mail carries; not those
# that are first of all the endings of files (zip, mov).
GENERIC = """
academy accountant aero agency app art asia autos bank bar beauty best bet bid
bike biz blog boats bond buzz cafe cam cards care casa cash casino cat center
cfd chat city click cloud club coach codes com community company coop country
credit cricket cyou dad date dating deals delivery design dev digital direct
download earth edu education email energy events example exchange expert
express faith farm fashion film finance fit foo foundation fun fund fyi games
gay gdn gift gifts global gmbh gold golf gov gratis green group guide guru
hair haus help homes host hosting house icu inc info ink institute int invalid
ist jobs kim kyoto land lat law lgbt life limited link live loan loans
localhost lol love ltd ltda luxe makeup management market marketing mba media
men mil mobi moe mom money monster motorcycles museum nagoya name net network
news nexus ninja observer okinawa one onion online ooo org osaka page party
photography photos pics pink plus poker post press pro promo pub quest racing
recipes red rent rest review rip rocks rsvp ryukyu sale salon sbs school
science security services sexy shop singles site skin social software
solutions soy space store stream studio sucks supply support surf systems
tattoo tax taxi team tech tel test tips today tokyo tools top toys trade
training travel university uno vacations ventures vin vip vodka wang webcam
website wedding wiki win wine work works world wtf xin xxx xyz yachts yoga
yokohama zone
"""

# All of other scripts, but the longest one: some programs link any of them
# (Android's Linkify has the list of its day).
SCRIPTS = """
みんな アマゾン クラウド グーグル コム ストア セール ファッション ポイント
世界 中信 中国 中國 中文网 亚马逊 企业 佛山 信息 健康 八卦 公司 公益 台湾
台灣 商城 商店 商标 嘉里 嘉里大酒店 在线 大拿 天主教 娱乐 家電 广东 微博 慈善
我爱你 手机 招聘 政务 政府 新加坡 新闻 时尚 書籍 机构 淡马锡 游戏 澳門 澳门
点看 移动 组织机构 网址 网店 网站 网络 联通 臺灣 谷歌 购物 通販 集团 電訊盈科
飞利浦 食品 餐厅 香格里拉 香港 닷넷 닷컴 삼성 한국
ελ ευ бг бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб
укр қаз հայ ישראל קום ابوظبي اتصالات ارامكو الاردن البحرين الجزائر السعودية
السعوديه السعودیة السعودیۃ العليان المغرب اليمن امارات ايران ایران بارت بازار
بيتك بھارت تونس سودان سوريا سورية شبكة عراق عرب عمان فلسطين قطر كاثوليك كوم
مصر مليسيا موريتانيا موقع همراه پاكستان پاکستان ڀارت कॉम नेट भारत भारतम्
भारोत संगठन বাংলা ভারত ভাৰত ਭਾਰਤ ભારત ଭାରତ இந்தியா இலங்கை భారత్ ಭಾರತ ഭാരതം
ලංකා คอม ไทย ລາວ გე
"""

ROOM = 24  # TOP_ROOM of tables.h

with open(sys.argv[1], 'w', encoding='ascii') as out:
    labels = sorted(each.encode() for each in (COUNTRIES + GENERIC + SCRIPTS).split())
    assert len(set(labels)) == len(labels) and b'jp' in labels
    assert all(len(each) < ROOM for each in labels)
    starts = [sum(each[0] < first for each in labels) for first in range(257)]
    out.write('/* made by tops.py */\n#include "mime/tables/tables.h"\n\n'
              'const char tops[][TOP_ROOM] = {\n%s\n};\n\n'
              'const uint16_t tops_from[257] = {\n%s\n};\n' % (
                  '\n'.join('{ %s },' % ', '.join(f'(char)0x{byte:02x}' for byte in each)
                            for each in labels),
                  ', '.join(map(str, starts))))

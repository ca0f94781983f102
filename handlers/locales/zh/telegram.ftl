# 店员答复之外的提示语。带时限的句子只与对应的任务一同发出。

start =
    您好！我是本店的自动助手，可以帮您查订单、挑商品、查店铺规定。
    直接用平常的话问我就行。想找人工，请发 /human
start-order = 您想查一个订单。为了确认是您本人的订单，请点下面的按钮分享手机号，或者发来下单用的邮箱或手机号。
help =
    订单、商品、店铺规定，直接问我就行。也可以用：
    /orders – 我的订单
    /human – 找人工
    /bot – 回到自动助手
    /language – 换语言
    /privacy – 保存了哪些信息
    /stop – 不再接收优惠信息
    /logout – 退出身份
unknown-command = 没有这个命令。发 /help 可以看看有哪些，或者直接说您的问题。

question-orders = 我的订单
question-order = 我的订单 { $order } 到哪里了？

contact-button = 📱 分享我的手机号
contact-foreign = 这不是您本人的号码。请点下面的按钮，由 Telegram 发送您自己的号码。
contact-unknown = 没有找到用这个号码的顾客。您也可以发来订单号，加上下单用的邮箱或手机号。
contact-locked = 几次都没对上，我已请同事帮忙，{ $deadline }前答复您。
contact-wait = 尝试次数太多了，请在{ $time }以后再试；发 /human 可以找人工。
contact-known = 谢谢，身份已核实。
logout-done = 好的，这个聊天里不再保留您的身份。
logout-none = 这个聊天里还没有核实过您的身份，不用退出。

media-person =
    { $kind ->
        [photo] 谢谢您发来图片。我自己看不了，已转给同事，{ $deadline }前答复您。
        [voice] 谢谢您的语音。我自己听不了，已转给同事，{ $deadline }前答复您。
        [video] 谢谢您发来视频。我自己看不了，已转给同事，{ $deadline }前答复您。
       *[document] 谢谢您发来文件。我自己打不开，已转给同事，{ $deadline }前答复您。
    }
media-added = 谢谢，已经补充给同事了，{ $deadline }前答复您。
media-words =
    { $kind ->
        [photo] 我看不了图片，能用文字说说是什么事吗？
        [voice] 我听不了语音，能打字告诉我吗？
        [video] 我看不了视频，能用文字说说是什么事吗？
       *[document] 我打不开文件，能用文字说说是什么事吗？
    }
media-sticker = 😊 有什么可以帮您？
media-location = 谢谢，不过我用不上位置。如果跟配送有关，请把地址或问题写给我。
media-other = 这种消息我看不懂，能用文字说说吗？

language-ask = 您想用哪种语言？
language-set = 好的，我们用中文。

human-asked = 已请同事帮忙，{ $deadline }前在这里答复您。您可以先把情况写下来。
human-waiting = 已经请过同事了，{ $deadline }前答复您。有要补充的请直接写。
human-late = 抱歉，同事的答复晚了。您的请求还在处理中，已标为超时。
human-here = 同事已经在处理这个聊天了，请直接写。
bot-back = 我回来了，有什么可以帮您？

privacy =
    店铺自己的机器上保存着：我们的聊天记录、每条答复依据的资料、您的评价，以及核实过的顾客身份。
    您可以要一份副本，也可以删除。
privacy-export = 要一份副本
privacy-erase = 删除
privacy-copy = 这是关于这个聊天保存的全部信息。
privacy-confirm = 聊天记录、评价和您在这里的身份都会删除，还没处理完的人工请求也会撤回，无法恢复。店铺的订单和顾客资料会保留。
privacy-yes = 确认删除
privacy-no = 不删除
privacy-erased = 已删除。店铺的订单和顾客资料，以及您是否愿意接收优惠信息，仍会保留。
privacy-kept = 好的，什么都没有删除。

stop-done = 好的，不再给您发优惠信息。您的问题我照样回答。
stop-undo = 重新接收优惠信息
stop-undone = 好的，您又可以收到优惠信息了。
start-stopped = 您关闭了优惠信息，可以在这里重新打开：

limit-minute = 消息有点多，请过一分钟再写。
limit-day = 今天能回答的次数已经用完，请晚些时候再来。
given-up = 抱歉，您的消息我没能处理好。我已请同事帮忙，{ $deadline }前答复您。

group-line = 订单和商品的问题我只在私聊里回答：{ $link }

thumb-thanks = 谢谢！
thumb-sorry = 抱歉。发 /human 可以找人工。
button-old = 这个问题已经结束了。
button-foreign = 这个按钮不是给您的。

command-orders = 我的订单
command-human = 找人工
command-bot = 回到自动助手
command-language = 换语言
command-privacy = 保存了哪些信息
command-stop = 不再接收优惠信息
command-logout = 退出身份
command-help = 我能做什么
command-staff-take = 接手这个请求
command-staff-bot = 把聊天交还自动助手
command-staff-close = 结束这个请求
command-staff-why = 上一条答复的依据
description = 随时回答关于订单、商品和店铺规定的问题。想找人工，请发 /human。
short-description = 订单和商品的问题，随时可以问。

# 员工在顾客话题中读到的内容，以及人工客服接入或离开时顾客读到的内容。

staff-stranger = 陌生人
staff-verified = 顾客：{ $name }（已验证，{ $id }）
staff-unverified = 顾客：陌生人（未验证）
staff-language = 语言：{ $spoken }
staff-asked = 请求：{ $what } · 请在 { $due } 前答复
staff-asked-order = 请求：{ $what }，订单 { $order } · 请在 { $due } 前答复
staff-reason = 原因：{ $reason }
staff-kind-handoff = 与人工客服交谈
staff-kind-cancel = 取消订单
staff-kind-return = 退货
staff-kind-refund = 退款
staff-kind-exchange = 换货
staff-kind-address = 更改地址
staff-kind-change = 修改订单
staff-kind-problem = 处理损坏、缺失或错发的商品
staff-help =
    您在这里写的内容，顾客会从机器人那里读到。
    /take：由我处理 · /bot：交还给助手 · /close：已完成 · /why：助手的答复依据
    以 // 开头的消息只在你们之间可见。
staff-no-topic = 机器人无法在此创建话题（原因见 `shopclerk doctor`）：请用其他方式答复顾客，然后运行 `shopclerk waiting --done`。
staff-transcript = 最近的消息：
staff-receipts = 助手最近答复的依据：
staff-no-receipts = 助手在这里说的内容都不涉及商店数据。
staff-taken = { $name } 正在处理。
staff-taken-before = { $name } 已经在处理了。
staff-nothing-waits = 这里没有待处理的请求。
staff-back = { $name } 已将对话交还给助手。
staff-back-customer = 顾客已回到助手。
staff-closed = { $name } 已关闭此请求。
staff-no-command = 没有这个命令，顾客也没有看到它。可用的命令有 /take、/bot、/close 和 /why。
staff-edit-late = 未发送：这里现在由助手答复。请写一条新消息。
staff-undelivered = ⚠️ 顾客没有收到（{ $reason }）：{ $text }
staff-overdue = ⏰ 自 { $due } 起已逾期：{ $who } 正在等待：{ $what }。负责人：{ $owner }
staff-overdue-link = 对话：{ $link }

staff-told-back = 现在由商店助手继续为您服务。如需人工客服，请随时发送 /human。
staff-told-closed = 我们的同事已处理完毕。您对这次服务满意吗？
staff-corrected = ✏️ { $text }

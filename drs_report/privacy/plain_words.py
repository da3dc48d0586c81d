"""The words a redacted remark may keep: technical terms and the small words around them, nobody's data.

A remark of DRS or of a database is free text, so redaction does not look for what is secret in it; it keeps what is
known to be harmless and replaces the rest.
"""

from __future__ import annotations

from typing import Final

__all__ = ["PLAIN_WORDS"]

_ENGLISH = """
a abnormal aborted access account accounts administrator allowed already an and any are argument as ascii at
attribute authentication be because been before began begins beyond bigint binary bit blank blob block boolean
broken buffer but by bytea bytes can canceled cancelled cannot cause cell cells char character characters
charset check checked checksum clob closed cluster code collation column column's columns commit
communications comparable compare compared comparing comparison comparisons completed condition conflict connect
connected connecting connection connections consistent constraint constraints content contents context
conversion converted corrupt could count counts create created current cursor data data-level database
databases date datetime dds deadlock decimal default delete deleted denied destination detail details did
difference differences different differs digit digits dimension division do document does double drop
dropped drs due duplicate
duplicated during dws either empty encoded encoding end ended entity entry error errors event events exceed exceeded
exceeds exception execute executed executing execution exist exists expected fail failed fails failure field
fields file files filter filtered finished float for foreign format found from full function functions gaussdb gbk
generated get given grant grants group had handshake has have header heading headings hex hidden host
identifier if ignored illegal image in inconsistency inconsistent incorrect incremental index indexes inner
input insert inserted instead int integer internal interrupted interval into invalid is it its job json key
keys killed large larger latin1 length less level limit limits line link list lob local lock locked long
longer lost many mariadb match matched maximum may memory merge merged message minimum mismatch missing mode
modified mongodb more most must mysql name names nchar near network no none not note nothing null number
numbers numeric nvarchar object objects of off offset on once one only open operation operator option or
oracle order other out over overflow overview own packet parameter parameters parse part partition partitions password
pause paused permission permissions please postgresql primary privilege privileges procedure procedures process progress
protocol queries query range rather raw rds reached read reader reason record records reference referenced
refers refused rejected relation repair repaired replica reported required reset resource resources restart
result results retry role rolled routine row row's row-level rows running same schema schemas see select
sequence server service session sessions set several shall shard shards sheet sheet's sheets should since size
skip skipped smaller smallint snapshot so some source space spatial sql sqlserver start started state
statement status still stop stopped storage stored stream string strings structure structures such supported
switch syntax system tab table table's tables tablespace tabs tag target task tasks taurusdb text than that
the their them then there these they this those thread time timed timeout timeouts times timestamp tinyint to
too transaction transactions trigger triggers truncated try type types unable under unexpected unfinished
unicode unique unknown unreadable unsigned unsupported until up update updated use used user users uses using
utf8 utf8mb4 uuid valid value values varbinary varchar version view views virtual waiting was were when where
whether which while will with within without workbook worksheet would write writer written wrong xml year zone
zoned
"""

_CHINESE = """
一致 上 下 不 不一致 不存在 不支持 不能 不足 与 且 中 为 为空 主键 于 仅 从 任务 会话 但 值 内容 内部 冲突
出现 函数 分区 分片 列 列名 列数 到 包含 原因 参数 及 发生 取消 只 名称 含有 和 唯一索引 唯一键 在 外键 大字段
大小 失败 字段 字段类型 字符集 存储过程 存在 完成 密码 对比 对比中 对比失败 导致 已 已取消 库 库名 异常 成功
或 执行 支持 数据 数据库 数据类型 无 无主键 无法 无法对比 日期 时区 时间 是 最大 最小 有 服务 未 未完成 权限
权限不足 条件 查询 检查 此 死锁 比对 没有 没有主键 浮点 源库 源数据库 源端 源表 用户 由 的 目标库 目标数据库
目标端 目标表 稍后 空 等 等待 类型 精度 索引 约束 结构 编码 缺失 网络 网络异常 行 行数 表 表名 表结构 被 视图
概览 差异 详情 可对比
解析 触发器 记录 该 语句 语法 请 超时 超过 跳过 过滤 过长 进行中 连接 连接失败 连接超时 重复 重新 重试 锁 错误
长度 限制
"""

PLAIN_WORDS: Final = frozenset(_ENGLISH.split()) | frozenset(_CHINESE.split())
"""Case-folded words, and Chinese phrases."""

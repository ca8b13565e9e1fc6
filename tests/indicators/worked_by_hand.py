"""What DOMAIN §2 says of readings of the shipped report's 66 numeric indicators, worked out by hand.

Nothing here comes from the product's rules: expected = target × months / 12, slightly behind from nine tenths of
it, 左右 within 0.2 points. Counts are taken to the next whole one, all else to 0.0001.
"""

# Of what adds up over the year. First the year to date at the end of ``month``, when ``expected`` should have been
# reached (to four places): the least value on pace, the range slightly behind, the most that is behind. Then
# December: the most that misses the target and its pace, the target, and the least that exceeds it; the last
# two attain the target, the last one already at the end of ``month``. A dash: no such count.
CUMULATIVE = """
code  month   expected    on pace        slightly behind     behind     missed  its pace        target   exceeded
I012      6        140        140          126..139.9999   125.9999   279.9999  slightly_behind    280   280.0001
I013      5   129.1667   129.1667       116.25..129.1666   116.2499   309.9999  slightly_behind    310   310.0001
I014      7   198.3333   198.3334        178.5..198.3333   178.4999   339.9999  slightly_behind    340   340.0001
I015      8         10         10                      9          8         14  slightly_behind     15         16
I016      4   146.6667   146.6667          132..146.6666   131.9999   439.9999  slightly_behind    440   440.0001
I018      9       3.75          4                      -          3          4  behind               5          6
I019      6       12.5         13                     12         11         24  slightly_behind     25         26
I020      5    83.3333         84                 75..83         74        199  slightly_behind    200        201
I022      7    14.5833         15                     14         13         24  slightly_behind     25         26
I023      8     2.6667          3                      -          2          3  behind               4          5
I024      4    13.3333    13.3334            12..13.3333    11.9999    39.9999  slightly_behind     40    40.0001
I025      9       3.75          4                      -          3          4  behind               5          6
I026      6        175        175        157.5..174.9999   157.4999   349.9999  slightly_behind    350   350.0001
I027      5    20.8333         21                 19..20         18         49  slightly_behind     50         51
I028      7        3.5          4                      -          3          5  behind               6          7
I029      8    55.3333         56                 50..55         49         82  slightly_behind     83         84
I030      4     0.3333          -                      -          0          0  behind               1          2
I031      9        450        450          405..449.9999   404.9999   599.9999  slightly_behind    600   600.0001
I032      6        0.5          -                      -          0          0  behind               1          2
I033      5     0.4167          -                      -          0          0  behind               1          2
I034      7     0.5833          -                      -          0          0  behind               1          2
I035      8    54.6667         55                 50..54         49         81  slightly_behind     82         83
I036      4          5          5                      -          4         14  slightly_behind     15         16
I037      9       0.75          -                      -          0          0  behind               1          2
I040      6         15         15                     14         13         29  slightly_behind     30         31
I041      5     4.1667          5                      4          3          9  slightly_behind     10         11
I042      7     1.1667          -                      -          1          1  behind               2          3
I043      8     6.6667          7                      6          5          9  slightly_behind     10         11
I044      4     1.6667          2                      -          1          4  behind               5          6
I045      9        4.5          5                      -          4          5  behind               6          7
I046      6       85.5         86                 77..85         76        170  slightly_behind    171        172
I050      5        2.5        2.5           2.25..2.4999     2.2499     5.9999  slightly_behind      6     6.0001
I051      7     1.3883     1.3884         1.2495..1.3883     1.2494     2.3799  slightly_behind   2.38     2.3801
I052      8         14         14                     13         12         20  slightly_behind     21         22
I054      4    10.6667         11                     10          9         31  slightly_behind     32         33
I061      9       7200       7200        6480..7199.9999  6479.9999  9599.9999  slightly_behind   9600  9600.0001
I062      6       1900       1900        1710..1899.9999  1709.9999  3799.9999  slightly_behind   3800  3800.0001
I066      5  3333.3333       3334             3000..3333       2999       7999  slightly_behind   8000       8001
I067      7       1400       1400             1260..1399       1259       2399  slightly_behind   2400       2401
I069      8     5.3333          6                      5          4          7  behind               8          9
I070      4       1740       1740             1566..1739       1565       5219  slightly_behind   5220       5221
I071      9        303        303               273..302        272        403  slightly_behind    404        405
I072      6          1          1                      -          0          1  behind               2          3
I073      5     0.4167          -                      -          0          0  behind               1          2
I074      7     5.8333          6                      -          5          9  slightly_behind     10         11
I075      8        400        400               360..399        359        599  slightly_behind    600        601
I076      4    16.6667         17                 15..16         14         49  slightly_behind     50         51
I077      9          6          6                      -          5          7  behind               8          9
"""

# Of a rate or a state, held against the target itself in every month: values that meet it, then those that miss it
# by no more than 0.2 points or 2 % of the target, then those that miss it by more. A dash: no such value.
LEVELS = """
code  target  meets               slightly behind   behind
I001     6.2  6 6.2 6.2001 9      -                 5.9999 -1
I002       6  5.8 6 6.0001 15.7   -                 5.7999 0
I003     7.5  7.5 7.5001 10       7.4999 7.3        7.2999 2
I004     6.5  6.3 6.5 6.5001 12   -                 6.2999 -4.5
I005     6.7  6.5 6.7 6.7001 8    -                 6.4999 5
I008     5.8  5.6 5.8 5.8001 7    -                 5.5999 5
I009     8.8  8.6 8.8 8.8001 9.9  -                 8.5999 8.3
I010       3  2.8 3 3.2           -                 2.7999 0.3 3.2001 5
I017      10  10 10.0001 14       9.9999 9.8        9.7999 6
I021      35  35 35.0001 48       34.9999 34.3      34.2999 20
I049      65  65 65.0001 100      64.9999 63.7      63.6999 0
I053      96  96 96.0001 100      95.9999 94.08     94.0799 90
I055      90  90 90.0001 100      89.9999 88.2      88.1999 54
I056      65  65 65.0001 90       64.9999 63.7      63.6999 40
I057    95.6  95.6 95.6001 99.2   95.5999 93.688    93.6879 80
I058      26  26 25.9999 18       26.0001 26.52     26.5201 35
I065      80  80 80.0001 81.5     79.9999 78.4      78.3999 70
I068       0  0                   -                 1 12
"""

/*
 * Elementary functions against a multiple-precision reference.
 *
 * The rows were computed once with 40 to 60 decimal digits (mpmath) and rounded to doubles; where
 * an error in ulp is claimed, the reference is the sum of two doubles. Hexadecimal, so that no
 * reader has to trust a decimal conversion.
 */
#include "sim/random/elementary.h"

#include <math.h>

#include "tests/lab.h"

/* x, the high and the low part of the logarithm; the rest alike: arguments, then the value */
static const double log_rows[][3] = {
    {0x0.0000000000001p-1022, -0x1.74385446d71c3p+9, -0x1.8e569fa8ee781p-45},
    {0x0.fd1d7d505cd02p-1022, -0x1.62343131aa1edp+9, -0x1.79e5a44d5e5d5p-46},
    {0x1.56e1fc2f8f359p-997, -0x1.5963447f87fb5p+9, -0x1.aa670d35324e6p-46},
    {0x1.79ca10c924223p-67, -0x1.7069e2aa2aa5bp+5, 0x1.a71834167debfp-51},
    {0x1.999999999999ap-4, -0x1.26bb1bbb55515p+1, -0x1.8b752b6b15c17p-53},
    {0x1.0000000000000p-1, -0x1.62e42fefa39efp-1, -0x1.abc9e3b39803fp-56},
    {0x1.6a09e667f3bccp-1, -0x1.62e42fefa39f1p-2, 0x1.8d8f957c3d43cp-57},
    {0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2, 0x1.716fdfdbc882ep-60},
    {0x1.ccccccccccccdp-1, -0x1.af8e8210a415cp-4, 0x1.62ed262461c3cp-58},
    {0x1.ffffde7210be9p-1, -0x1.0c6f82d74d230p-20, 0x1.3962ca9bd6672p-74},
    {0x1.fffffffffffffp-1, -0x1.0000000000000p-53, -0x1.0000000000000p-107},
    {0x1.0000000000000p+0, 0x0.0p+0, 0x0.0p+0},
    {0x1.0000000000001p+0, 0x1.fffffffffffffp-53, 0x1.5555555400000p-158},
    {0x1.00068db8bac71p+0, 0x1.a368d0657fcd4p-14, 0x1.06cf0548782dfp-69},
    {0x1.4000000000000p+0, 0x1.c8ff7c79a9a22p-3, -0x1.4f689f8434012p-57},
    {0x1.6a09e667f3bcdp+0, 0x1.62e42fefa39f0p-2, 0x1.c2e0e1b1548c2p-56},
    {0x1.6a09e667f3bccp+0, 0x1.62e42fefa39eep-2, -0x1.8d6e518e495a3p-56},
    {0x1.0000000000000p+1, 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56},
    {0x1.8000000000000p+1, 0x1.193ea7aad030bp+0, -0x1.a256f99caabebp-54},
    {0x1.4000000000000p+3, 0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53},
    {0x1.81cd6c8b43958p+13, 0x1.2d79559791e31p+3, -0x1.b815cbf5bdc23p-53},
    {0x1.c6bf526340000p+49, 0x1.144f69ff9ffc4p+5, 0x1.557bb168c8caap-50},
    {0x1.249ad2594c37dp+332, 0x1.cc845b54b54f2p+7, -0x1.8d863e84d85c7p-47},
    {0x1.e42d130773b76p+1023, 0x1.62dd08fdc6f88p+9, 0x1.16a687db2877dp-45},
    {0x1.0000000000000p-53, -0x1.25e4f7b2737fap+5, -0x1.8486612173c69p-51},
    {0x1.4b9ad0f953a6ep-2, -0x1.20a5adb6d4b80p+0, 0x1.8070e0b110a91p-54},
    {0x1.34f0696513270p-3, -0x1.e437b11a3e0dap+0, 0x1.763bb5923f67fp-56},
    {0x1.4d474883171ffp-1, -0x1.b7a68e4cfdc68p-2, 0x1.026a1cf345b52p-57},
    {0x1.28b2f3a47e100p-4, -0x1.500191e1d2c0cp+1, -0x1.478b38da43a75p-53},
    {0x1.125f2046063a0p-1, -0x1.3f681febe4ac7p-1, -0x1.10b3357c054d5p-55},
    {0x1.767727ca98cc2p-2, -0x1.018765e8c378bp+0, -0x1.628a7e42b62c2p-55},
    {0x1.db208fa389760p-5, -0x1.6c7555fc6cbdap+1, 0x1.5f2f3a104a7b1p-55},
    {0x1.03ce9dcdbd9d7p-1, -0x1.5b554e67c0358p-1, -0x1.9f723c3ceadb4p-55},
    {0x1.332a1858028d0p-5, -0x1.a44ab718b63ddp+1, 0x1.37502bfca9497p-54},
    {0x1.bc0d9d3586aa4p-2, -0x1.abca41db8fc57p-1, -0x1.1cc811b1568d4p-55},
    {0x1.1e20b87b382e0p-4, -0x1.54a661942e2f6p+1, 0x1.ec365dec0e35ap-53},
    {0x1.738f7d1a22dd8p-4, -0x1.3334fc013983dp+1, -0x1.6e920281ecd23p-53},
    {0x1.b2b5288790eecp-2, -0x1.b6ae3c951e880p-1, 0x1.7e40fc45bdcf6p-56},
    {0x1.a75929643064bp-1, -0x1.856291574fdecp-3, -0x1.a21866ccb2d03p-66},
    {0x1.fb17c3e518208p-4, -0x1.0b66b6be1abc3p+1, -0x1.4e8a6d61fff83p-57},
    {0x1.c93182a170b30p-3, -0x1.7fe00cf536a24p+0, -0x1.e772cc7954339p-56},
    {0x1.413eed654fd23p-1, -0x1.dd4e0ba00f4aap-2, -0x1.0e51f0645dc33p-56},
    {0x1.e53a1b43f58c3p-1, -0x1.b7f98494f7293p-5, -0x1.d3b49c619a63cp-60},
    {0x1.277a09a57982bp-1, -0x1.1976d084e3c56p-1, -0x1.484fc2ba05312p-55},
    {0x1.9633680658f14p-2, -0x1.d96856e893cdep-1, -0x1.291ee8e66a19ap-55},
    {0x1.7b23156c0f482p+0, 0x1.922544bf0cc7ap-2, -0x1.2e4cf2b13c0c6p-57},
    {0x1.797af2b619eb0p-1, -0x1.381f26c3ed260p-2, -0x1.56294a14db616p-57},
    {0x1.6303abd035931p+0, 0x1.4ed409fde7e83p-2, 0x1.3e3a3c94f167cp-56},
    {0x1.dd06227bdc23ap-1, -0x1.21d3085ec51bap-4, 0x1.82daa8cd5c987p-59},
    {0x1.a17ca44ee213fp-1, -0x1.a1f03d3f9b4ddp-3, -0x1.727979dd246c4p-57},
    {0x1.96a5cfb6d4ae0p-1, -0x1.d7d01d2d3ecf7p-3, -0x1.7d62e4352a252p-60},
    {0x1.e4c1104fe29aap-1, -0x1.bff60eceed0afp-5, 0x1.b83c8e48744d7p-59},
    {0x1.5a57b9c4a8c5ep+0, 0x1.3581596123d07p-2, -0x1.051aa1963c949p-57},
    {0x1.b06cef3879f8cp-1, -0x1.59efd9b1da503p-3, -0x1.df3d86341f88cp-57},
    {0x1.2a4fcc7505d85p+0, 0x1.3943e2dc2553fp-3, 0x1.4d65633e8f969p-57},
    {0x1.360caa9e68d4ep+0, 0x1.884db2d0b2a96p-3, -0x1.32d8dd2e80cc0p-58},
    {0x1.feef1cd1c9d78p-1, -0x1.112c00fa72c23p-9, 0x1.fea38f8f47c4bp-64},
    {0x1.2360c8f8a14a0p+0, 0x1.091a0762249b9p-3, -0x1.b76046e98548dp-57},
    {0x1.801e4d1ce549cp-1, -0x1.264556a0e4b2ap-2, 0x1.244ec69858f01p-56},
    {0x1.7ed0091fb17b8p-1, -0x1.29c1f4e37134cp-2, 0x1.1cefd46801d8ap-56},
};

static const double exp_rows[][3] = {
    {0x0.0p+0, 0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.79ca10c924223p-67, 0x1.0000000000000p+0, 0x1.79ca10c924223p-67},
    {-0x1.b7cdfd9d7bdbbp-34, 0x1.ffffffff24190p-1, 0x1.31714b6a191dcp-57},
    {0x1.4f8b588e368f1p-17, 0x1.0000a7c5e340ep+0, 0x1.bf6ba1f2a2657p-54},
    {0x1.999999999999ap-4, 0x1.1aec7b35a00d4p+0, -0x1.77d498b0e382ap-54},
    {-0x1.999999999999ap-4, 0x1.cf46d99d52b3ap-1, 0x1.d255100c4c1e2p-55},
    {0x1.62e33eff19503p-2, 0x1.6a099138a089dp+0, -0x1.5882059b8f8c7p-54},
    {0x1.62eb1c432ca58p-2, 0x1.6a0c5906bc779p+0, 0x1.f736045a854d8p-56},
    {-0x1.62e5de15ca6cap-2, 0x1.6a094e536e572p-1, 0x1.90695b35d2e01p-55},
    {0x1.0000000000000p-1, 0x1.a61298e1e069cp+0, -0x1.b4690082a4906p-55},
    {0x1.0000000000000p+0, 0x1.5bf0a8b145769p+1, 0x1.4d57ee2b1013ap-53},
    {-0x1.0000000000000p+0, 0x1.78b56362cef38p-2, -0x1.ca8a4270fadf5p-57},
    {0x1.4000000000000p+1, 0x1.85d6fd931e0bbp+3, 0x1.d4dec34de84a0p-53},
    {0x1.4000000000000p+3, 0x1.5829dcf950560p+14, -0x1.83e055cfea4bbp-40},
    {-0x1.4000000000000p+4, 0x1.1b48655f37267p-29, -0x1.9fb4baeafe811p-85},
    {0x1.9133333333333p+6, 0x1.a08a5754ae034p+144, 0x1.64b863e088a59p+89},
    {-0x1.59ab851eb851fp+8, 0x1.3bf6287327bd3p-499, -0x1.5c1cb75814886p-555},
    {0x1.5df3333333333p+9, 0x1.ac3c2d2582f8fp+1009, -0x1.6543d388dd9d9p+954},
    {-0x1.5df3333333333p+9, 0x1.32132bfae6577p-1010, 0x0.0000000000263p-1022},
    {-0x1.2d1928c0757d8p-1, 0x1.1c5c3bc66956dp-1, -0x1.bf3ecfcf3e129p-55},
    {0x1.71758a881ed14p-2, 0x1.6f39d96a527a8p+0, -0x1.2fc0a66e177f9p-57},
    {-0x1.2894f8720f120p-3, 0x1.baf9229cd713ep-1, 0x1.cd280085231dep-59},
    {-0x1.7ca06888ce510p-2, 0x1.610da36b9e8ccp-1, -0x1.5b71d0294f969p-56},
    {0x1.5e761dd8cd4f0p-3, 0x1.2fc77aa461364p+0, -0x1.1967119798d4cp-54},
    {-0x1.7f837a8dbd5b0p-4, 0x1.d23c965096c38p-1, 0x1.2f4d228dac724p-57},
    {-0x1.9a13c2c0671dcp-2, 0x1.570b4155a74b8p-1, 0x1.f0f0034797389p-56},
    {0x1.2d71d0970298cp-1, 0x1.cd3f8d7ff7538p+0, -0x1.035e90a3a7b90p-54},
    {0x1.978a64c7a2ea0p-2, 0x1.7d23cbce41427p+0, 0x1.5ae7d027e9858p-55},
    {-0x1.060b907585c68p-1, 0x1.32e60f9c18497p-1, 0x1.8aef1ecc30631p-55},
    {0x1.30d6ea99ba408p-3, 0x1.291642834ab5cp+0, -0x1.64aea6d81b2ddp-54},
    {0x1.9cd1cbf5ff900p-5, 0x1.0d3b2f4117725p+0, -0x1.a8cb6133b25d5p-56},
    {0x1.0698a3a30ddb0p+9, 0x1.9dbf5374e633fp+757, -0x1.ec8369bd9995cp+701},
    {0x1.413931158bc58p+8, 0x1.5846298f98a2cp+463, 0x1.aac32d31609d5p+408},
    {-0x1.28e31ae56ea30p+8, 0x1.9ad573db94e49p-429, -0x1.b499c7092aa02p-483},
    {0x1.501f5529e7b30p+9, 0x1.cb985b1857036p+969, 0x1.1f11e3061cec0p+915},
    {-0x1.0b5a9ccf34b47p+9, 0x1.7e8fd6c2725e7p-772, 0x1.309c96749f5bcp-826},
    {-0x1.ca831f6886cb0p+6, 0x1.8b443176c4c94p-166, 0x1.70fcac6e0114cp-221},
    {0x1.67ff4f24dc198p+8, 0x1.49fff48ddaa43p+519, -0x1.df05c348a1e62p+461},
    {-0x1.e738be26ad7ecp+8, 0x1.100d5bf754f20p-703, 0x1.eabf0befcc42ep-758},
    {-0x1.ee73fe467d400p+3, 0x1.a22d26185ff28p-23, -0x1.eb50850747679p-78},
    {-0x1.428e0f3dd2c5dp+9, 0x1.3be1480b345d4p-931, -0x1.c5be33cf10cffp-986},
    {0x1.d701203f2acb8p+7, 0x1.b0e3b2f8d9c4cp+339, -0x1.258b777da14adp+280},
    {0x1.726632cda9cb0p+8, 0x1.4b8e40439ac23p+534, -0x1.20358d31197bbp+479},
};

static const double pow_rows[][3] = {
    {0x1.0000000000000p+1, 0x1.0000000000000p-1, 0x1.6a09e667f3bcdp+0},
    {0x1.4000000000000p+3, -0x1.8000000000000p+1, 0x1.0624dd2f1a9fcp-10},
    {0x1.000001ad7f29bp+0, 0x1.312d000000000p+23, 0x1.5bf0a790ce6f2p+1},
    {0x1.3333333333333p-2, 0x1.4000000000000p+1, 0x1.93d32bceafc29p-5},
    {0x1.56e1fc2f8f359p-997, 0x1.47ae147ae147bp-7, 0x1.0624dd2f1a9fbp-10},
    {0x1.7e43c8800759cp+996, -0x1.028f5c28f5c29p+0, 0x1.5f1ca8205119dp-1007},
    {0x1.ff7ced916872bp-1, 0x1.86a0000000000p+16, 0x1.940747bb85395p-145},
    {0x1.8000000000000p+0, 0x1.f400000000000p+9, 0x1.f2dd011353699p+584},
    {0x1.d99999999999ap+1, -0x1.f440000000000p+8, 0x1.b32f3a615bf03p-945},
    {0x1.c000000000000p+2, 0x1.54fdf3b645a1dp-2, 0x1.e964914539f60p+0},
    {0x1.4f8b588e368f1p-17, 0x1.e000000000000p+5, 0x1.56e1fc2f8f376p-997},
    {0x1.0000000000000p+1, 0x1.f400000000000p+9, 0x1.0000000000000p+1000},
    {0x1.199999999999ap+0, 0x1.b580000000000p+12, 0x1.70482352af339p+962},
    {0x0.012688b70e62bp-1022, 0x1.0000000000000p-1, 0x1.1297872d9cbaep-515},
};

static const double log_gamma_rows[][2] = {
    {0x1.b7cdfd9d7bdbbp-34, 0x1.7069e2aa26ae4p+4},
    {0x1.0624dd2f1a9fcp-10, 0x1.ba0f3807161acp+2},
    {0x1.999999999999ap-4, 0x1.2058e35f3deeep+1},
    {0x1.3333333333333p-2, 0x1.188637a6c4196p+0},
    {0x1.f5c28f5c28f5cp-2, 0x1.2f3b57ea204dep-1},
    {0x1.0000000000000p-1, 0x1.250d048e7a1bdp-1},
    {0x1.051eb851eb852p-1, 0x1.1b1f625f1b026p-1},
    {0x1.ccccccccccccdp-1, 0x1.0fe0882e465b1p-4},
    {0x1.ffffde7210be9p-1, 0x1.35e407ab00e3dp-21},
    {0x1.000001ad7f29bp+0, -0x1.efd30c8e518b9p-25},
    {0x1.3333333333333p+0, -0x1.5db138c7d70c6p-4},
    {0x1.762d86356be3fp+0, -0x1.f19b9bcc38a42p-4},
    {0x1.8000000000000p+0, -0x1.eeb95b094c191p-4},
    {0x1.b333333333333p+0, -0x1.886da6f118372p-4},
    {0x1.fff972474538fp+0, -0x1.62a151ce4a3dfp-15},
    {0x1.000346dc5d639p+1, 0x1.62af2b5e4f9fbp-15},
    {0x1.2666666666666p+1, 0x1.3bc7ae538475dp-3},
    {0x1.4000000000000p+1, 0x1.2383e809a67e8p-2},
    {0x1.4cccccccccccdp+1, 0x1.6dfd602494c51p-2},
    {0x1.c000000000000p+1, 0x1.3373018970a36p+0},
    {0x1.4000000000000p+2, 0x1.96ca77c922cf9p+1},
    {0x1.f147ae147ae14p+2, 0x1.02157a32b0f0fp+3},
    {0x1.7000000000000p+3, 0x1.04ac08b1145d1p+4},
    {0x1.7ff7ced916873p+3, 0x1.17ff72ae525cap+4},
    {0x1.8000000000000p+3, 0x1.180973f3a8d74p+4},
    {0x1.f000000000000p+3, 0x1.a89733a64170dp+4},
    {0x1.9000000000000p+6, 0x1.67225b4879462p+8},
    {0x1.34a0000000000p+10, 0x1.d7e8d07da60e4p+12},
    {0x1.e848000000000p+19, 0x1.871921236750dp+23},
    {0x1.2a05f20000000p+33, 0x1.9a43710f467c1p+37},
};

static const double sine_pi_rows[][2] = {
    {0x1.b7cdfd9d7bdbbp-34, 0x1.596bf8ce7631ep-32},
    {0x1.999999999999ap-4, 0x1.3c6ef372fe950p-2},
    {0x1.0000000000000p-2, 0x1.6a09e667f3bcdp-1},
    {0x1.3333333333333p-2, 0x1.9e3779b97f4a8p-1},
    {0x1.0000000000000p-1, 0x1.0000000000000p+0},
    {0x1.3333333333333p-1, 0x1.e6f0e13445500p-1},
    {0x1.8000000000000p-1, 0x1.6a09e667f3bcdp-1},
    {0x1.fae147ae147aep-1, 0x1.015122df75864p-5},
    {0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.4000000000000p+0, -0x1.6a09e667f3bcdp-1},
    {0x1.8000000000000p+0, -0x1.0000000000000p+0},
    {0x1.e666666666666p+0, -0x1.3c6ef372fe954p-2},
    {-0x1.999999999999ap-4, -0x1.3c6ef372fe950p-2},
    {-0x1.6666666666666p-1, -0x1.9e3779b97f4a8p-1},
    {0x1.2666666666666p+1, 0x1.9e3779b97f4a5p-1},
    {0x1.1666666666666p+4, -0x1.e6f0e134454f3p-1},
    {-0x1.0e28f5c28f5c3p+5, 0x1.529778040b2aap-1},
};

static const double normal_quantile_rows[][2] = {
    {0x1.0000000000000p-53, -0x1.06b48528cea52p+3},
    {0x1.56e1fc2f8f359p-997, -0x1.286074064c26ep+5},
    {0x1.79ca10c924223p-67, -0x1.2865170b43a4cp+3},
    {0x1.b7cdfd9d7bdbbp-34, -0x1.97203597a2155p+2},
    {0x1.0c6f7a0b5ed8dp-20, -0x1.30381a9799f7ep+2},
    {0x1.4f8b588e368f1p-17, -0x1.10f3f8843a3d9p+2},
    {0x1.a36e2eb1c432dp-14, -0x1.dc08bb712893bp+1},
    {0x1.0624dd2f1a9fcp-10, -0x1.8b8cbb7204471p+1},
    {0x1.47ae147ae147bp-7, -0x1.29c5c4630ff0fp+1},
    {0x1.999999999999ap-6, -0x1.f5c0331eeff85p+0},
    {0x1.999999999999ap-5, -0x1.a515209676abdp+0},
    {0x1.2f1a9fbe76c8bp-4, -0x1.72567aa9caedap+0},
    {0x1.339c0ebedfa44p-4, -0x1.7056dc6686c9bp+0},
    {0x1.999999999999ap-4, -0x1.4813c36e26d32p+0},
    {0x1.999999999999ap-3, -0x1.aee8fa73a1333p-1},
    {0x1.3333333333333p-2, -0x1.0c7e39582c5fbp-1},
    {0x1.999999999999ap-2, -0x1.036d6c4a04b59p-2},
    {0x1.f5c28f5c28f5cp-2, -0x1.9aba9f4786911p-6},
    {0x1.ffffbce4217d3p-2, -0x1.506f1779a5abdp-19},
    {0x1.051eb851eb852p-1, 0x1.9aba9f4786911p-6},
    {0x1.3333333333333p-1, 0x1.036d6c4a04b59p-2},
    {0x1.8000000000000p-1, 0x1.5956b87528a49p-1},
    {0x1.ccccccccccccdp-1, 0x1.4813c36e26d33p+0},
    {0x1.d99999999999ap-1, 0x1.7085226d3e525p+0},
    {0x1.d9a6b50b0f27cp-1, 0x1.70b374817af53p+0},
    {0x1.e666666666666p-1, 0x1.a515209676abbp+0},
    {0x1.f333333333333p-1, 0x1.f5c0331eeff83p+0},
    {0x1.fae147ae147aep-1, 0x1.29c5c4630ff0ep+1},
    {0x1.fd70a3d70a3d7p-1, 0x1.49b4c64d69160p+1},
    {0x1.ffbe76c8b4396p-1, 0x1.a52ffadd2f907p+1},
    {0x1.ffffde7210be9p-1, 0x1.30381a97985efp+2},
    {0x1.fffffffffffffp-1, 0x1.06b48528cea52p+3},
};

static const double normal_share_rows[][2] = {
    {-0x1.2800000000000p+5, 0x1.eaccc6bfeb0afp-995},
    {-0x1.4000000000000p+4, 0x1.c0bd0f1880783p-295},
    {-0x1.0000000000000p+3, 0x1.669d2c90d55cep-51},
    {-0x1.4000000000000p+2, 0x1.33ca2f2133831p-22},
    {-0x1.8000000000000p+1, 0x1.61de1f985b5d7p-10},
    {-0x1.0000000000000p+1, 0x1.74bcf82c9d860p-6},
    {-0x1.f5c28f5c28f5cp+0, 0x1.9990c58859312p-6},
    {-0x1.0000000000000p+0, 0x1.44ed0bb7cb20bp-3},
    {-0x1.0000000000000p-1, 0x1.3bf143b9aa712p-2},
    {-0x1.47ae147ae147bp-7, 0x1.fbea36d462e24p-2},
    {0x1.47ae147ae147bp-7, 0x1.020ae495ce8eep-1},
    {0x1.3333333333333p-2, 0x1.3c5ee2cc40b79p-1},
    {0x1.0000000000000p+0, 0x1.aec4bd120d37dp-1},
    {0x1.8000000000000p+0, 0x1.ddcb724ed3702p-1},
    {0x1.f5c28f5c28f5cp+0, 0x1.f33379d3bd367p-1},
    {0x1.4000000000000p+1, 0x1.fcd21635036c6p-1},
    {0x1.c000000000000p+1, 0x1.ffe182436d488p-1},
    {0x1.8000000000000p+2, 0x1.fffffff786788p-1},
};

static const double gamma_share_rows[][3] = {
    {0x1.47ae147ae147bp-7, 0x1.4f8b588e368f1p-17, 0x1.caeca8258496ap-1},
    {0x1.47ae147ae147bp-7, 0x1.0000000000000p-1, 0x1.fd1e7d6454252p-1},
    {0x1.999999999999ap-4, 0x1.8000000000000p+1, 0x1.ff32d63212d64p-1},
    {0x1.0000000000000p-1, 0x1.999999999999ap-4, 0x1.6190dbc95cf03p-2},
    {0x1.0000000000000p-1, 0x1.0000000000000p+1, 0x1.e8b4307d3627ap-1},
    {0x1.0000000000000p+0, 0x1.47ae147ae147bp-7, 0x1.460c0b518c09fp-7},
    {0x1.0000000000000p+0, 0x1.4000000000000p+2, 0x1.fc8cd803fe559p-1},
    {0x1.4000000000000p+1, 0x1.0000000000000p+0, 0x1.34f37283a59adp-3},
    {0x1.4000000000000p+1, 0x1.ccccccccccccdp+1, 0x1.966ecc93e74f2p-1},
    {0x1.0000000000000p+2, 0x1.0000000000000p-1, 0x1.cb2d666077470p-10},
    {0x1.0000000000000p+2, 0x1.4000000000000p+4, 0x1.ffff948041b2dp-1},
    {0x1.4000000000000p+3, 0x1.4000000000000p+2, 0x1.04bc4627362d9p-5},
    {0x1.4000000000000p+3, 0x1.c000000000000p+3, 0x1.c7fcce4a5ce33p-1},
    {0x1.9000000000000p+5, 0x1.4000000000000p+5, 0x1.2017a9b1067a2p-4},
    {0x1.9000000000000p+5, 0x1.1800000000000p+6, 0x1.fd5e395c1c85fp-1},
    {0x1.9000000000000p+7, 0x1.6800000000000p+7, 0x1.329e56c198bcap-4},
    {0x1.f400000000000p+9, 0x1.f400000000000p+9, 0x1.0227309473919p-1},
    {0x1.f400000000000p+9, 0x1.1300000000000p+10, 0x1.ff75270289760p-1},
    {0x1.f400000000000p+9, 0x1.9000000000000p+9, 0x1.8320c4a9ce66ap-38},
    {0x1.86a0000000000p+16, 0x1.87cc000000000p+16, 0x1.a84304c2343b2p-1},
    {0x1.86a0000000000p+16, 0x1.82b8000000000p+16, 0x1.8d1b2e5386d67p-11},
};

static const double beta_share_rows[][4] = {
    {0x1.999999999999ap-4, 0x1.0000000000000p-1, 0x1.0000000000000p-1, 0x1.a37f5c4c419efp-3},
    {0x1.0000000000000p-1, 0x1.0000000000000p-1, 0x1.0000000000000p-1, 0x1.0000000000000p-1},
    {0x1.ccccccccccccdp-1, 0x1.0000000000000p-1, 0x1.0000000000000p-1, 0x1.972028ecef984p-1},
    {0x1.3333333333333p-2, 0x1.0000000000000p+1, 0x1.8000000000000p+1, 0x1.64a8c154c985fp-2},
    {0x1.47ae147ae147bp-7, 0x1.0000000000000p+1, 0x1.8000000000000p+1, 0x1.3664ebe7f013dp-11},
    {0x1.fae147ae147aep-1, 0x1.0000000000000p+1, 0x1.8000000000000p+1, 0x1.ffff7ac9f5acfp-1},
    {0x1.999999999999ap-3, 0x1.3000000000000p+3, 0x1.0000000000000p-1, 0x1.88aefc413f001p-25},
    {0x1.ccccccccccccdp-1, 0x1.3000000000000p+3, 0x1.0000000000000p-1, 0x1.4ce7038e614cbp-3},
    {0x1.fae147ae147aep-1, 0x1.3000000000000p+3, 0x1.0000000000000p-1, 0x1.552092b3d3a64p-1},
    {0x1.999999999999ap-5, 0x1.0000000000000p-1, 0x1.3000000000000p+3, 0x1.571a6350ab594p-1},
    {0x1.0000000000000p-1, 0x1.4000000000000p+3, 0x1.4000000000000p+3, 0x1.0000000000000p-1},
    {0x1.999999999999ap-4, 0x1.0000000000000p+0, 0x1.4000000000000p+4, 0x1.c1c0b46927201p-1},
    {0x1.0624dd2f1a9fcp-5, 0x1.8000000000000p+1, 0x1.2000000000000p+4, 0x1.9741360889bb0p-6},
    {0x1.3333333333333p-2, 0x1.9000000000000p+6, 0x1.9000000000000p+7, 0x1.bdd239f575d60p-4},
    {0x1.6666666666666p-2, 0x1.9000000000000p+6, 0x1.9000000000000p+7, 0x1.77139b67f36fcp-1},
    {0x1.fae147ae147aep-1, 0x1.f400000000000p+8, 0x1.0000000000000p-1, 0x1.9063408f2d1bbp-10},
    {0x1.0000000000000p-1, 0x1.f400000000000p+9, 0x1.f400000000000p+9, 0x1.0000000000000p-1},
    {0x1.0624dd2f1a9fcp-10, 0x1.47ae147ae147bp-7, 0x1.4000000000000p+2, 0x1.e7d4dc90c9b22p-1},
};

static const double student_quantile_rows[][3] = {
    {0x1.f333333333333p-1, 0x1.0000000000000p+0, 0x1.96993aacc4d1ep+3},
    {0x1.ffbe76c8b4396p-1, 0x1.0000000000000p+0, 0x1.3e4f438b2d052p+9},
    {0x1.3333333333333p-1, 0x1.0000000000000p+0, 0x1.4cb7bfb4961adp-2},
    {0x1.f333333333333p-1, 0x1.0000000000000p+1, 0x1.135ea98e146b9p+2},
    {0x1.f333333333333p-1, 0x1.0000000000000p+2, 0x1.63628d9efb5dep+1},
    {0x1.fd70a3d70a3d7p-1, 0x1.0000000000000p+2, 0x1.26a97d89084a7p+2},
    {0x1.f333333333333p-1, 0x1.2000000000000p+3, 0x1.218e5dac50b23p+1},
    {0x1.f333333333333p-1, 0x1.3000000000000p+4, 0x1.0be83653b666dp+1},
    {0x1.ccccccccccccdp-1, 0x1.3000000000000p+4, 0x1.53e5fef3bf2b2p+0},
    {0x1.051eb851eb852p-1, 0x1.3000000000000p+4, 0x1.a02b871ce509cp-6},
    {0x1.6666666666666p-1, 0x1.3000000000000p+4, 0x1.110e84604fea5p-1},
    {0x1.fd70a3d70a3d7p-1, 0x1.3000000000000p+4, 0x1.6e331aed617fep+1},
    {0x1.f333333333333p-1, 0x1.d000000000000p+4, 0x1.05ca15bce2871p+1},
    {0x1.f333333333333p-1, 0x1.8c00000000000p+6, 0x1.fbf5a4633b83ap+0},
    {0x1.f333333333333p-1, 0x1.1c6c6f7e64a04p+4, 0x1.0d291d8900d2fp+1},
    {0x1.fe2c12ad81adfp-1, 0x1.3000000000000p+4, 0x1.81c45dd079276p+1},
    {0x1.f333333333333p-1, 0x1.f400000000000p+9, 0x1.f65bda9fcfe75p+0},
    {0x1.f333333333333p-1, 0x1.0000000000000p-1, 0x1.491d8760e1164p+7},
    {0x1.8000000000000p-1, 0x1.8000000000000p+1, 0x1.879ff79eea791p-1},
    {0x1.8000035afe535p-1, 0x1.8000000000000p+1, 0x1.87a004a869a1dp-1},
};

#define COUNT(rows) (sizeof rows / sizeof rows[0])

static double ulp_of(double x)
{
    return nextafter(fabs(x), HUGE_VAL) - fabs(x);
}

static double relative(double got, double want)
{
    return want == 0.0 ? fabs(got) : fabs(got / want - 1.0);
}

#define CHECK_RELATIVE(got, want, bound)                                                       \
    do {                                                                                       \
        double lab_r = relative((got), (want));                                                \
        (void)lab_state;                                                                       \
        if (!(lab_r <= (bound))) {                                                             \
            fail_msg("row %u: %.17g, not %.17g: off by %g", (unsigned)i, (got), (want), lab_r); \
        }                                                                                      \
    } while (0)

TEST(the_logarithm_is_within_one_ulp)
{
    for (size_t i = 0; i < COUNT(log_rows); i++) {
        double got = sim_elementary_log(log_rows[i][0]);
        double off = fabs((got - log_rows[i][1]) - log_rows[i][2]);

        CHECK(off <= 1.0 * ulp_of(log_rows[i][1]));
    }
    CHECK(sim_elementary_log(1.0) == 0.0);
    CHECK(sim_elementary_log(HUGE_VAL) == HUGE_VAL);
}

TEST(a_block_of_logarithms_has_the_bits_of_single_ones)
{
    double x[101], logs[101];

    for (int i = 0; i < 101; i++) {
        x[i] = ((double)i + 0.5) / 77.0;
    }
    sim_elementary_log_block(x, logs, 101);
    for (int i = 0; i < 101; i++) {
        CHECK(logs[i] == sim_elementary_log(x[i]));
    }
}

TEST(the_exponential_is_within_one_ulp)
{
    for (size_t i = 0; i < COUNT(exp_rows); i++) {
        double got = sim_elementary_exp(exp_rows[i][0]);
        double off = fabs((got - exp_rows[i][1]) - exp_rows[i][2]);

        CHECK(off <= 1.0 * ulp_of(exp_rows[i][1]));
    }
    CHECK(sim_elementary_exp(710.0) == HUGE_VAL);
    CHECK(sim_elementary_exp(-750.0) == 0.0);
    CHECK(isnan(sim_elementary_exp(NAN)));
}

TEST(powers_keep_fourteen_digits)
{
    for (size_t i = 0; i < COUNT(pow_rows); i++) {
        CHECK_RELATIVE(sim_elementary_pow(pow_rows[i][0], pow_rows[i][1]), pow_rows[i][2], 1e-14);
    }
    CHECK(sim_elementary_pow(1.0, 1e300) == 1.0);
    CHECK(sim_elementary_pow(2.0, 1e5) == HUGE_VAL);
    CHECK(sim_elementary_pow(2.0, -1e5) == 0.0);
}

TEST(log_gamma_keeps_thirteen_digits)
{
    for (size_t i = 0; i < COUNT(log_gamma_rows); i++) {
        CHECK_RELATIVE(sim_elementary_log_gamma(log_gamma_rows[i][0]), log_gamma_rows[i][1], 1e-13);
    }
}

TEST(sines_of_multiples_of_pi_are_exact_where_they_must_be)
{
    for (size_t i = 0; i < COUNT(sine_pi_rows); i++) {
        CHECK_RELATIVE(sim_elementary_sine_pi(sine_pi_rows[i][0]), sine_pi_rows[i][1], 1e-14);
    }
    CHECK(sim_elementary_sine_pi(3.0) == 0.0);
    CHECK(sim_elementary_sine_pi(0.5) == 1.0);
}

TEST(normal_quantiles_keep_fifteen_digits)
{
    for (size_t i = 0; i < COUNT(normal_quantile_rows); i++) {
        CHECK_RELATIVE(sim_elementary_normal_quantile(normal_quantile_rows[i][0]),
                       normal_quantile_rows[i][1], 1e-15);
    }
    CHECK(sim_elementary_normal_quantile(0.5) == 0.0);
    CHECK_NEAR(sim_elementary_normal_quantile(0.9995), 3.29052673149, 5e-12); /* R qnorm */
}

TEST(normal_shares_keep_twelve_digits_in_the_lower_tail_too)
{
    for (size_t i = 0; i < COUNT(normal_share_rows); i++) {
        CHECK_RELATIVE(sim_elementary_normal_share(normal_share_rows[i][0]),
                       normal_share_rows[i][1], 1e-12);
    }
    CHECK(sim_elementary_normal_share(0.0) == 0.5);
}

TEST(incomplete_gamma_keeps_twelve_digits)
{
    for (size_t i = 0; i < COUNT(gamma_share_rows); i++) {
        CHECK_RELATIVE(
            sim_elementary_gamma_share(gamma_share_rows[i][0], gamma_share_rows[i][1]),
            gamma_share_rows[i][2], 1e-12);
    }
    CHECK(sim_elementary_gamma_share(3.0, 0.0) == 0.0);
}

TEST(incomplete_beta_keeps_twelve_digits)
{
    for (size_t i = 0; i < COUNT(beta_share_rows); i++) {
        const double *row = beta_share_rows[i];

        CHECK_RELATIVE(sim_elementary_beta_share(row[0], row[1], row[2]), row[3], 1e-12);
    }
    CHECK(sim_elementary_beta_share(0.0, 2.0, 3.0) == 0.0);
    CHECK(sim_elementary_beta_share(1.0, 2.0, 3.0) == 1.0);
}

TEST(student_quantiles_keep_twelve_digits)
{
    for (size_t i = 0; i < COUNT(student_quantile_rows); i++) {
        const double *row = student_quantile_rows[i];

        CHECK_RELATIVE(sim_elementary_student_quantile(row[0], row[1]), row[2], 1e-12);
        CHECK_RELATIVE(sim_elementary_student_quantile(1.0 - row[0], row[1]), -row[2], 1e-12);
    }
    CHECK(sim_elementary_student_quantile(0.5, 7.0) == 0.0);
    CHECK_NEAR(sim_elementary_student_quantile(0.9995, 19), 3.88340585259, 5e-12); /* R qt */
    CHECK_NEAR(sim_elementary_student_quantile(0.975, 99), 1.98421695159, 5e-12);
}

TESTS(ENTRY(the_logarithm_is_within_one_ulp),
      ENTRY(a_block_of_logarithms_has_the_bits_of_single_ones),
      ENTRY(the_exponential_is_within_one_ulp), ENTRY(powers_keep_fourteen_digits),
      ENTRY(log_gamma_keeps_thirteen_digits),
      ENTRY(sines_of_multiples_of_pi_are_exact_where_they_must_be),
      ENTRY(normal_quantiles_keep_fifteen_digits),
      ENTRY(normal_shares_keep_twelve_digits_in_the_lower_tail_too),
      ENTRY(incomplete_gamma_keeps_twelve_digits), ENTRY(incomplete_beta_keeps_twelve_digits),
      ENTRY(student_quantiles_keep_twelve_digits))

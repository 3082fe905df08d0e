// SPDX-License-Identifier: MIT
#include "instruction_sets.h"

#include <cstdlib>
#include <cstring>

#if defined(_MSC_VER) && (defined(PS_ISA_HAS_V3) || defined(PS_ISA_HAS_V4))
#include <immintrin.h>
#include <intrin.h>
#endif

namespace photosculpture {
namespace {

#if defined(_MSC_VER) && (defined(PS_ISA_HAS_V3) || defined(PS_ISA_HAS_V4))
bool msvc_supports(bool avx512) {
  int leaf1[4], leaf7[4];
  __cpuid(leaf1, 1);
  __cpuidex(leaf7, 7, 0);
  const bool saves_vectors = (leaf1[2] & (1 << 27)) != 0;
  const bool v3 = saves_vectors && (_xgetbv(0) & 0x6) == 0x6 && (leaf1[2] & (1 << 12)) && (leaf7[1] & (1 << 5));
  const int needed = (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | (1 << 31);  // F DQ CD BW VL
  return avx512 ? v3 && (_xgetbv(0) & 0xe6) == 0xe6 && (leaf7[1] & needed) == needed : v3;
}
#endif

[[maybe_unused]] bool has_v3() {
#if defined(_MSC_VER) && defined(PS_ISA_HAS_V3)
  return msvc_supports(false);
#elif defined(PS_ISA_HAS_V3)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

[[maybe_unused]] bool has_v4() {
#if defined(_MSC_VER) && defined(PS_ISA_HAS_V4)
  return msvc_supports(true);
#elif defined(PS_ISA_HAS_V4)
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

InstructionSet choose() {
  const char* wanted = std::getenv("PHOTOSCULPTURE_ISA");
  [[maybe_unused]] const auto allows = [&](const char* name) { return !wanted || !std::strcmp(wanted, name); };
#ifdef PS_ISA_HAS_V4
  if (allows("v4") && has_v4()) return InstructionSet::kV4;
#endif
#ifdef PS_ISA_HAS_V3
  if ((allows("v3") || allows("v4")) && has_v3()) return InstructionSet::kV3;
#endif
  return InstructionSet::kBaseline;
}

}  // namespace

InstructionSet chosen_instruction_set() {
  static const InstructionSet set = choose();
  return set;
}

const char* instruction_set() {
  constexpr const char* kNames[] = {"baseline", "v3", "v4"};
  return kNames[int(chosen_instruction_set())];
}

}  // namespace photosculpture

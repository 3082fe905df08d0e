// SPDX-License-Identifier: MIT
// Sources named *_simd.cpp are compiled once per instruction set; here the copy is picked that this processor runs
// best.
#pragma once

namespace photosculpture {

enum class InstructionSet { kBaseline, kV3, kV4 };

// The best instruction set of this machine, or the one that PHOTOSCULPTURE_ISA names (baseline, v3, v4).
InstructionSet chosen_instruction_set();
const char* instruction_set();

#ifdef PS_ISA_HAS_V3
#define PS_WITH_V3(...) __VA_ARGS__
#else
#define PS_WITH_V3(...)
#endif
#ifdef PS_ISA_HAS_V4
#define PS_WITH_V4(...) __VA_ARGS__
#else
#define PS_WITH_V4(...)
#endif

// Declares the copies of a table of functions, name_baseline, name_v3 and so on, and defines best_name(), which gives
// the one to use.
#define PS_BEST_TABLE(Table, name)                             \
  extern const Table name##_baseline;                          \
  PS_WITH_V3(extern const Table name##_v3;)                    \
  PS_WITH_V4(extern const Table name##_v4;)                    \
  static const Table& best_##name() {                          \
    switch (chosen_instruction_set()) {                        \
      PS_WITH_V4(case InstructionSet::kV4 : return name##_v4;) \
      PS_WITH_V3(case InstructionSet::kV3 : return name##_v3;) \
      default:                                                 \
        return name##_baseline;                                \
    }                                                          \
  }

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// What differs between the compilers that read these headers: C++ compilers, nvcc and NVRTC.
#pragma once

#ifdef __CUDACC__
#define PS_HD __host__ __device__ __forceinline__
#else
#define PS_HD inline
#endif

#ifdef __CUDACC_RTC__
using int8_t = signed char;
using int32_t = int;
using uint32_t = unsigned int;
using int64_t = long long;
using uint64_t = unsigned long long;
#else
#include <math.h>
#include <stdint.h>
#endif

// Sources named *_simd.cpp are compiled once per instruction set. Each copy lives in a namespace of its own, so that
// the linker can never pick an AVX-512 body of an inline function for a machine without it.
#ifndef PS_ISA
#define PS_ISA portable
#endif
#define PS_NAMESPACE_BEGIN   \
  namespace photosculpture { \
  inline namespace PS_ISA {
#define PS_NAMESPACE_END \
  }                      \
  }

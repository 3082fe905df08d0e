// SPDX-License-Identifier: MIT
// Runs CUDA kernels on the CPU, for tests: what a .cu file takes from the CUDA language, for a C++ compiler.
//
// Blocks run one after the other, and so do the threads of a block until they wait for each other. A thread runs on the
// block's current fiber; one that waits keeps that fiber, and the next thread gets a fresh one. So a kernel without a
// barrier is a plain loop, and one with barriers behaves as on a GPU, except that threads never run at the same time:
// races within memory that is not shared properly, and rounding of fused multiply-adds, do not show.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define __host__
#define __device__
#define __constant__ static const
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __global__ __attribute__((used))
// One block runs at a time, so that what its threads share is a static variable. `prepare_block` fills the section, so
// that what a kernel left there in one block is never found in the next.
#define __shared__ static __attribute__((section("ps_shared")))

namespace cuda_emulation {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};
constexpr int kWarpSize = 32;
constexpr size_t kStackBytes = 256 * 1024;

// Where threads wait for each other; a warp's threads also hand each other a value there.
struct Rendezvous {
  const char* operation = nullptr;  // null: running
  int line = 0;
  unsigned lanes = 0;  // which lanes of the warp take part; 0: the whole block
  bool operator==(const Rendezvous& other) const {
    return operation == other.operation && line == other.line && lanes == other.lanes;
  }
};

struct Thread {
  ucontext_t* fiber = nullptr;
  Rendezvous waiting_at;
  uint64_t given = 0;                 // this lane's value
  uint64_t received[kWarpSize] = {};  // all lanes' values at the last rendezvous of the warp
  bool finished = false;
};

class Block {
 public:
  Block(void (*body)(void*), void* arguments, bool reversed)
      : body_(body), arguments_(arguments), reversed_(reversed) {}

  void run(unsigned threads);
  void wait(Rendezvous where);  // called by the running thread
  Thread& running() { return threads_[current_]; }
  unsigned current() const { return current_; }

 private:
  struct Fiber {
    ucontext_t context;
    std::unique_ptr<char[]> stack{new char[kStackBytes]};
  };

  static void fiber_main();
  void start_fiber();
  void run_threads();
  bool resume_ready();
  void resume(ucontext_t* fiber);
  bool release_complete();
  bool release_if_complete(unsigned first, unsigned last, const Rendezvous& where);
  [[noreturn]] void report_divergence() const;
  unsigned in_order(unsigned step) const { return reversed_ ? unsigned(threads_.size()) - 1 - step : step; }

  void (*body_)(void*);
  void* arguments_;
  bool reversed_;
  std::vector<Thread> threads_;
  unsigned current_ = 0, steps_started_ = 0, finished_ = 0;
  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Fiber*> idle_fibers_;
  Fiber* running_fiber_ = nullptr;
  ucontext_t scheduler_;
};

Block& block();
uint64_t* exchange_in_warp(const char* operation, int line, unsigned lanes, uint64_t value);

template <class T>
uint64_t to_bits(T value) {
  static_assert(sizeof(T) <= sizeof(uint64_t) && std::is_trivially_copyable<T>::value, "a warp exchanges numbers");
  uint64_t bits = 0;
  memcpy(&bits, &value, sizeof(T));
  return bits;
}
template <class T>
T from_bits(uint64_t bits) {
  T value;
  memcpy(&value, &bits, sizeof(T));
  return value;
}

unsigned lane();

template <class T>
T shuffle(const char* operation, int line, unsigned lanes, T value, int source) {
  const uint64_t* received = exchange_in_warp(operation, line, lanes, to_bits(value));
  const bool is_in_warp = source >= 0 && source < kWarpSize;
  return is_in_warp ? from_bits<T>(received[source]) : value;
}

unsigned ballot(const char* operation, int line, unsigned lanes, bool predicate);

template <class T, class Change>
T read_modify_write(T* address, Change change) {
  const T old = *address;
  *address = change(old);
  return old;
}

// The letters by which a caller says what a kernel's parameters are.
template <class T>
std::string parameter_code() {
  if constexpr (std::is_pointer<T>::value)
    return "*" + parameter_code<std::remove_const_t<std::remove_pointer_t<T>>>();
  else if constexpr (std::is_same<T, bool>::value)
    return "b1";
  else if constexpr (std::is_floating_point<T>::value)
    return "f" + std::to_string(sizeof(T));
  else if constexpr (std::is_integral<T>::value)
    return (std::is_signed<T>::value ? "i" : "u") + std::to_string(sizeof(T));
  else
    return "v" + std::to_string(sizeof(T));
}

// A kernel as the tests' glue sees it.
struct Kernel {
  const char* name;
  std::string parameters;  // separated by blanks
  void (*call)(void** arguments);
};

template <auto Function, class... P, size_t... I>
void call_with(void** arguments, void (*)(P...), std::index_sequence<I...>) {
  Function(*static_cast<std::remove_reference_t<P>*>(arguments[I])...);
}
template <auto Function, class... P>
void call_unpacked(void** arguments, void (*signature)(P...)) {
  call_with<Function>(arguments, signature, std::index_sequence_for<P...>());
}
template <class... P>
std::string parameters_of(void (*)(P...)) {
  std::string all;
  ((all += parameter_code<P>() + " "), ...);
  return all;
}
template <auto Function>
Kernel describe(const char* name) {
  return {name, parameters_of(Function), [](void** arguments) { call_unpacked<Function>(arguments, Function); }};
}

}  // namespace cuda_emulation

extern cuda_emulation::Index threadIdx, blockIdx, blockDim, gridDim;
constexpr int warpSize = cuda_emulation::kWarpSize;

#define __syncthreads() cuda_emulation::block().wait({"__syncthreads", __LINE__, 0})
#define __shfl_sync(lanes, value, source) \
  cuda_emulation::shuffle("__shfl_sync", __LINE__, lanes, value, int(source) & (warpSize - 1))
#define __shfl_up_sync(lanes, value, delta) \
  cuda_emulation::shuffle("__shfl_up_sync", __LINE__, lanes, value, int(cuda_emulation::lane()) - int(delta))
#define __shfl_down_sync(lanes, value, delta) \
  cuda_emulation::shuffle("__shfl_down_sync", __LINE__, lanes, value, int(cuda_emulation::lane()) + int(delta))
#define __shfl_xor_sync(lanes, value, mask) \
  cuda_emulation::shuffle("__shfl_xor_sync", __LINE__, lanes, value, int(cuda_emulation::lane()) ^ int(mask))
#define __ballot_sync(lanes, predicate) cuda_emulation::ballot("__ballot_sync", __LINE__, lanes, predicate)

inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline int __clz(int bits) { return bits == 0 ? 32 : __builtin_clz(unsigned(bits)); }
inline unsigned __float_as_uint(float value) {
  return cuda_emulation::from_bits<unsigned>(cuda_emulation::to_bits(value));
}
inline float __uint_as_float(unsigned bits) { return cuda_emulation::from_bits<float>(cuda_emulation::to_bits(bits)); }

// The atomics that CUDA has for each type, and no others: a call for another type must not compile here either.
#define PS_EMULATE_ATOMIC(name, type, change)                                                        \
  inline type name(type* address, type value) {                                                      \
    return cuda_emulation::read_modify_write(address, [value](type old) -> type { return change; }); \
  }
#define PS_EMULATE_ATOMICS_OF_INTEGERS(type)                    \
  PS_EMULATE_ATOMIC(atomicMin, type, old < value ? old : value) \
  PS_EMULATE_ATOMIC(atomicMax, type, old > value ? old : value)
PS_EMULATE_ATOMICS_OF_INTEGERS(int)
PS_EMULATE_ATOMICS_OF_INTEGERS(unsigned)
PS_EMULATE_ATOMICS_OF_INTEGERS(long long)
PS_EMULATE_ATOMICS_OF_INTEGERS(unsigned long long)
PS_EMULATE_ATOMIC(atomicAdd, int, old + value)
PS_EMULATE_ATOMIC(atomicAdd, unsigned, old + value)
PS_EMULATE_ATOMIC(atomicAdd, unsigned long long, old + value)
PS_EMULATE_ATOMIC(atomicAdd, float, old + value)
PS_EMULATE_ATOMIC(atomicAdd, double, old + value)
#undef PS_EMULATE_ATOMICS_OF_INTEGERS
#undef PS_EMULATE_ATOMIC

template <class T>
T atomicCAS(T* address, T expected, T desired) {
  static_assert(
      std::is_same<T, int>::value || std::is_same<T, unsigned>::value || std::is_same<T, unsigned long long>::value,
      "CUDA has no atomicCAS for this type");
  return cuda_emulation::read_modify_write(address, [&](T old) { return old == expected ? desired : old; });
}

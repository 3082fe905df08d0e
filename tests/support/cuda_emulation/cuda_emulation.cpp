// SPDX-License-Identifier: MIT
// The scheduler behind cuda_emulation.h; the tests' glue appends the .cu file and the table of its kernels.
#include "cuda_emulation.h"

#include <mutex>

cuda_emulation::Index threadIdx, blockIdx, blockDim, gridDim;

// Bounds of the section that holds __shared__ variables, made by the linker where there are any.
extern "C" char __start_ps_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_ps_shared[] __attribute__((weak, visibility("hidden")));

namespace cuda_emulation {

namespace {

Block* the_block = nullptr;

// A NaN in every floating-point type, and a wild index.
constexpr int kFill = 0xff;

void prepare_block() {
  if (__start_ps_shared != nullptr) memset(__start_ps_shared, kFill, size_t(__stop_ps_shared - __start_ps_shared));
}

}  // namespace

Block& block() { return *the_block; }

unsigned lane() { return block().current() % kWarpSize; }

void Block::fiber_main() {
  the_block->run_threads();
  // Falling off the end would end the process; the scheduler never resumes an idle fiber before it gives it a new
  // start.
  setcontext(&the_block->scheduler_);
}

// Starts threads, one after the other, until all have started; returns to the scheduler when one waits.
void Block::run_threads() {
  while (steps_started_ < threads_.size()) {
    current_ = in_order(steps_started_++);
    const unsigned mine = current_;
    threadIdx.x = mine;
    body_(arguments_);
    threads_[mine].finished = true;
    ++finished_;
    if (threads_[mine].fiber != nullptr) break;  // it has waited: the scheduler decides who is next
  }
  idle_fibers_.push_back(running_fiber_);
}

void Block::resume(ucontext_t* fiber) { swapcontext(&scheduler_, fiber); }

void Block::wait(Rendezvous where) {
  Thread& thread = running();
  Fiber* fiber = running_fiber_;
  const unsigned mine = current_;
  thread.fiber = &fiber->context;
  thread.waiting_at = where;
  swapcontext(&fiber->context, &scheduler_);
  current_ = mine;
  running_fiber_ = fiber;
  threadIdx.x = mine;
}

void Block::start_fiber() {
  if (idle_fibers_.empty()) {
    fibers_.push_back(std::make_unique<Fiber>());
    idle_fibers_.push_back(fibers_.back().get());
  }
  running_fiber_ = idle_fibers_.back();
  idle_fibers_.pop_back();
  ucontext_t& context = running_fiber_->context;
  getcontext(&context);
  context.uc_stack.ss_sp = running_fiber_->stack.get();
  context.uc_stack.ss_size = kStackBytes;
  context.uc_link = nullptr;
  makecontext(&context, &Block::fiber_main, 0);
  resume(&context);
}

// Resumes every thread that waits no longer; false where there is none.
bool Block::resume_ready() {
  bool any = false;
  for (unsigned step = 0; step < threads_.size(); ++step) {
    Thread& thread = threads_[in_order(step)];
    if (thread.finished || thread.waiting_at.operation != nullptr) continue;
    any = true;
    resume(thread.fiber);
  }
  return any;
}

void Block::run(unsigned threads) {
  the_block = this;
  threads_.assign(threads, Thread());
  steps_started_ = finished_ = 0;
  prepare_block();
  while (steps_started_ < threads) start_fiber();
  while (finished_ < threads)
    if (!resume_ready() && !release_complete()) report_divergence();
}

// Lets go on every group of threads that is complete at its rendezvous; false where there is none.
bool Block::release_complete() {
  const unsigned count = unsigned(threads_.size());
  bool any = false;
  for (unsigned first = 0; first < count; first += kWarpSize) {
    const unsigned last = first + kWarpSize < count ? first + kWarpSize : count;
    for (unsigned thread = first; thread < last; ++thread) {
      const Rendezvous where = threads_[thread].waiting_at;
      if (where.operation != nullptr && where.lanes != 0) any = release_if_complete(first, last, where) || any;
    }
  }
  return any || release_if_complete(0, count, threads_[0].waiting_at);
}

bool Block::release_if_complete(unsigned first, unsigned last, const Rendezvous& where) {
  const bool is_warp = where.lanes != 0;
  if (where.operation == nullptr || (is_warp && last - first < kWarpSize && (where.lanes >> (last - first)) != 0))
    return false;
  auto takes_part = [&](unsigned thread) { return !is_warp || ((where.lanes >> (thread - first)) & 1u) != 0; };
  for (unsigned thread = first; thread < last; ++thread)
    if (takes_part(thread) && !(threads_[thread].waiting_at == where)) return false;
  for (unsigned thread = first; thread < last; ++thread) {
    if (!takes_part(thread)) continue;
    threads_[thread].waiting_at = Rendezvous();
    if (!is_warp) continue;
    for (unsigned other = first; other < last; ++other)
      threads_[thread].received[other - first] = threads_[other].given;
  }
  return true;
}

void Block::report_divergence() const {
  std::string message = "threads of a block wait for each other in vain:";
  unsigned listed = 0;
  for (unsigned thread = 0; thread < threads_.size(); ++thread) {
    const Rendezvous& where = threads_[thread].waiting_at;
    if (where.operation == nullptr || ++listed > 4) continue;
    message +=
        " thread " + std::to_string(thread) + " at " + where.operation + " in line " + std::to_string(where.line) + ",";
  }
  throw std::runtime_error(message + " " + std::to_string(finished_) + " of " + std::to_string(threads_.size()) +
                           " have finished");
}

uint64_t* exchange_in_warp(const char* operation, int line, unsigned lanes, uint64_t value) {
  Thread& thread = block().running();
  thread.given = value;
  block().wait({operation, line, lanes});
  return thread.received;
}

unsigned ballot(const char* operation, int line, unsigned lanes, bool predicate) {
  const uint64_t* received = exchange_in_warp(operation, line, lanes, predicate ? 1 : 0);
  unsigned votes = 0;
  for (int other = 0; other < kWarpSize; ++other)
    if ((lanes >> other) & 1u) votes |= unsigned(received[other] & 1u) << other;
  return votes;
}

namespace {

std::string last_error;

void run_grid(const Kernel& kernel, unsigned blocks, unsigned threads, void** arguments, bool reversed) {
  struct Call {
    const Kernel* kernel;
    void** arguments;
  } call = {&kernel, arguments};
  auto body = [](void* data) {
    const Call* mine = static_cast<const Call*>(data);
    mine->kernel->call(mine->arguments);
  };
  Block block(body, &call, reversed);
  gridDim = {blocks, 1, 1};
  blockDim = {threads, 1, 1};
  threadIdx = {0, 0, 0};
  for (unsigned step = 0; step < blocks; ++step) {
    blockIdx = {reversed ? blocks - 1 - step : step, 0, 0};
    block.run(threads);
  }
}

}  // namespace

// The table that the glue appends.
extern const Kernel kernels[];
extern const int kernel_count;

}  // namespace cuda_emulation

#define PS_EXPORT extern "C" __attribute__((visibility("default")))

PS_EXPORT int emulated_kernel_count() { return cuda_emulation::kernel_count; }
PS_EXPORT const char* emulated_kernel_name(int kernel) { return cuda_emulation::kernels[kernel].name; }
PS_EXPORT const char* emulated_kernel_parameters(int kernel) {
  return cuda_emulation::kernels[kernel].parameters.c_str();
}
// Null where all went well, else what went wrong.
PS_EXPORT const char* emulated_launch(int kernel, unsigned blocks, unsigned threads, void** arguments, int reversed) {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  try {
    cuda_emulation::run_grid(cuda_emulation::kernels[kernel], blocks, threads, arguments, reversed != 0);
    return nullptr;
  } catch (const std::exception& error) {
    cuda_emulation::last_error = error.what();
    return cuda_emulation::last_error.c_str();
  }
}

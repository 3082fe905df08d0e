// SPDX-License-Identifier: MIT
// Pixels of one face side by side in a row: what is the same for a face is done once a run, and sums over a strip of
// rows once a face.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <vector>

#include "face_run.h"
#include "ranges.h"

namespace photosculpture {

// The faces that own pixels of a strip, in the order in which they come, and the runs of their pixels.
class StripFaces {
 public:
  const FaceRun* runs() const { return runs_.data(); }
  const int32_t* faces() const { return faces_.data(); }  // by slot
  int32_t run_count() const { return run_count_; }
  int32_t face_count() const { return face_count_; }

  // Reads the rows of one view's image of face indices (H, W); an index that is not one of mesh_faces is background.
  void read(const int32_t* face_indices, IndexRange rows, int32_t width, int32_t mesh_faces) {
    const size_t pixels = size_t(rows.end - rows.begin) * size_t(width);
    if (runs_.size() < pixels) runs_.resize(pixels);
    if (faces_.size() < pixels + 1) faces_.resize(pixels + 1);
    if (starts_.size() < size_t(width) + 1) starts_.resize(size_t(width) + 1);
    if (slots_.size() < size_t(mesh_faces)) slots_.resize(size_t(mesh_faces), -1);
    run_count_ = face_count_ = 0;
    for (int32_t row = rows.begin; row < rows.end; ++row) {
      const int32_t* const owner = face_indices + int64_t(row) * width;
      const int32_t count = find_starts(owner, width);
      for (int32_t k = 0; k < count; ++k) {
        const int32_t begin = starts_[size_t(k)], face = owner[begin];
        if (uint32_t(face) < uint32_t(mesh_faces))
          runs_[size_t(run_count_++)] = {row * width + begin, starts_[size_t(k) + 1] - begin, slot_of(face)};
      }
    }
    forget_slots();
  }

  // Instead of reading: clear, then take runs that were found before, whose slots are still the faces themselves, then
  // forget the slots.
  void clear(int32_t mesh_faces) {
    if (slots_.size() < size_t(mesh_faces)) slots_.resize(size_t(mesh_faces), -1);
    run_count_ = face_count_ = 0;
  }
  void take(const std::vector<FaceRun>& runs) {
    const size_t most = size_t(run_count_) + runs.size();
    if (runs_.size() < most) runs_.resize(most);
    if (faces_.size() < most + 1) faces_.resize(most + 1);
    for (const FaceRun& run : runs) runs_[size_t(run_count_++)] = {run.pixel, run.count, slot_of(run.slot)};
  }
  void forget_slots() {
    for (int32_t slot = 0; slot < face_count_; ++slot) slots_[size_t(faces_[size_t(slot)])] = -1;
  }

 private:
  static constexpr int32_t kSkip = 16;

  // Where runs begin in a row, and its end after the last; returns their number. Without a branch a pixel: runs are
  // short, and their ends cannot be foreseen.
  int32_t find_starts(const int32_t* owner, int32_t width) {
    int32_t* const starts = starts_.data();
    int32_t count = 0, before = -1;
    for (int32_t x = 0; x < width;) {
      if (before < 0 && x + kSkip <= width && is_background(owner + x)) {
        x += kSkip;
        continue;
      }
      const int32_t end = x + kSkip < width ? x + kSkip : width;
      for (; x < end; ++x) {
        starts[count] = x;
        count += owner[x] != before;
        before = owner[x];
      }
    }
    starts[count] = width;
    return count;
  }

  static bool is_background(const int32_t* owner) {
    int32_t all = -1;
    for (int32_t k = 0; k < kSkip; ++k) all &= owner[k];
    return all < 0;
  }

  // Without a branch, too: whether a face is new cannot be foreseen either.
  int32_t slot_of(int32_t face) {
    int32_t& slot = slots_[size_t(face)];
    const bool is_new = slot < 0;
    faces_[size_t(face_count_)] = face;
    slot = is_new ? face_count_ : slot;
    face_count_ += is_new;
    return slot;
  }

  std::vector<FaceRun> runs_;
  std::vector<int32_t> faces_, starts_;  // starts of the runs of a row
  std::vector<int32_t> slots_;           // by face, -1 where it has none
  int32_t run_count_ = 0, face_count_ = 0;
};

}  // namespace photosculpture

"""The renderers that are compared, each made to do the same work through its public interface."""

using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is said about a resource; it may be read while another thread adds to it.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>
{
    /// <summary>Makes an empty collection.</summary>
    public ResourceAnnotationCollection() : base(new SnapshotList()) { }

    // Each change copies, so that an enumeration in progress never breaks.
    private sealed class SnapshotList : IList<IResourceAnnotation>
    {
        private readonly Lock _gate = new();
        private volatile IResourceAnnotation[] _items = [];

        public IResourceAnnotation this[int index]
        {
            get => _items[index];
            set => Change(list => list[index] = value);
        }

        public int Count => _items.Length;

        public bool IsReadOnly => false;

        public void Add(IResourceAnnotation item) => Change(list => list.Add(item));

        public void Clear() => Change(list => list.Clear());

        public bool Contains(IResourceAnnotation item) => IndexOf(item) >= 0;

        public void CopyTo(IResourceAnnotation[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

        public IEnumerator<IResourceAnnotation> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

        public int IndexOf(IResourceAnnotation item) => Array.IndexOf(_items, item);

        public void Insert(int index, IResourceAnnotation item) => Change(list => list.Insert(index, item));

        public bool Remove(IResourceAnnotation item)
        {
            var removed = false;
            Change(list => removed = list.Remove(item));
            return removed;
        }

        public void RemoveAt(int index) => Change(list => list.RemoveAt(index));

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private void Change(Action<List<IResourceAnnotation>> change)
        {
            lock (_gate)
            {
                List<IResourceAnnotation> copy = [.. _items];
                change(copy);
                _items = [.. copy];
            }
        }
    }
}

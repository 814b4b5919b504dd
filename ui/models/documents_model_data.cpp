// What the cells of the documents table say; order and changes are in documents_model.cpp.
#include "ui/models/documents_model.h"
#include "ui/models/number_text.h"

#include <algorithm>

namespace embedscope {

namespace {

/// "Log.pdf is damaged: ..." stands beside the name in the table: "Damaged: ..." says as much in less room.
QString withoutSubject(const QString& sentence, const QString& name)
{
    if (name.isEmpty() || !sentence.startsWith(name + QLatin1Char(' ')))
        return sentence;
    QString rest = sentence.mid(name.size() + 1);
    if (rest.startsWith(QLatin1String("is ")))
        rest = rest.mid(3);
    if (!rest.isEmpty())
        rest[0] = rest[0].toUpper();
    return rest;
}

QString stateText(DocumentState state)
{
    switch (state) {
    case DocumentState::Queued:
        return DocumentsModel::tr("Queued");
    case DocumentState::Reading:
        return DocumentsModel::tr("Reading");
    case DocumentState::Embedding:
        return DocumentsModel::tr("Embedding");
    case DocumentState::Done:
        return DocumentsModel::tr("Done");
    case DocumentState::Problem:
        return DocumentsModel::tr("Problem");
    case DocumentState::Paused:
        return DocumentsModel::tr("Paused");
    }
    return {};
}

double fraction(const DocumentItem& item)
{
    if (item.row.state == DocumentState::Done)
        return 1;
    const auto share = [](qint64 done, qint64 all) {
        return static_cast<double>(done) / static_cast<double>(all);
    };
    if (item.row.tokens > 0)
        return std::clamp(share(item.tokensEmbedded, item.row.tokens), 0.0, 1.0);
    return item.row.chunks > 0 ? std::clamp(share(item.chunksEmbedded, item.row.chunks), 0.0, 1.0) : 0.0;
}

bool isNumber(int column)
{
    return column == DocumentsModel::Pages || column == DocumentsModel::Passages
        || column == DocumentsModel::Tokens || column == DocumentsModel::Milliseconds;
}

}

QString DocumentsModel::remark(const DocumentItem& item) const
{
    switch (item.row.state) {
    case DocumentState::Problem:
        return QString::fromStdString(item.row.reason.empty() ? item.row.remark : item.row.reason);
    case DocumentState::Embedding:
        return item.row.chunks > 0
            ? tr("%1 of %2 passages").arg(numberText(item.chunksEmbedded), numberText(item.row.chunks))
            : QString();
    case DocumentState::Paused:
        return tr("paused by you");
    default:
        return QString::fromStdString(item.row.remark);
    }
}

/// A blank is a value that is not known yet, a dash one that the document cannot have.
QString DocumentsModel::text(const DocumentItem& item, int column) const
{
    const DocumentRow& row = item.row;
    const bool counted = row.chunks > 0 || isFinal(row.state);
    switch (column) {
    case State:
        return stateText(row.state);
    case Name:
        return QString::fromStdString(row.name);
    case Type:
        return kindText(row.kind, row.name);
    case Pages:
        return row.pages > 0   ? numberText(row.pages)
            : row.kind.empty() ? QString()
                               : QStringLiteral("\u2013");
    case Passages:
        return counted ? numberText(row.chunks) : QString();
    case Tokens:
        return counted ? numberText(row.tokens) : QString();
    case Milliseconds:
        return row.milliseconds > 0 || row.state == DocumentState::Done ? durationText(row.milliseconds)
                                                                        : QString();
    case Remark:
        return withoutSubject(remark(item), QString::fromStdString(row.name));
    default:
        return {};
    }
}

QString DocumentsModel::accessibleText(const DocumentItem& item, int column) const
{
    if (column == State) {
        const QString state = tr("State: %1").arg(stateText(item.row.state).toLower());
        const QString why = remark(item);
        return why.isEmpty() ? state : tr("%1, %2").arg(state, why);
    }
    const QString name = headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return column == Name ? text(item, column) : tr("%1: %2").arg(name, text(item, column));
}

QVariant DocumentsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DocumentItem& item = m_items[indexOfRow(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(item, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Remark)
            return remark(item);
        return index.column() == Name ? QVariant(QString::fromStdString(item.row.path)) : QVariant();
    case Qt::AccessibleTextRole:
        return accessibleText(item, index.column());
    case Qt::TextAlignmentRole:
        return QVariant(Qt::Alignment(isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    case SortRole:
        return sortValue(item, index.column());
    case ItemStateRole:
        return static_cast<int>(item.row.state);
    case FractionRole:
        return fraction(item);
    case DocumentIdRole:
        return static_cast<qint64>(item.row.id);
    case PathRole:
        return QString::fromStdString(item.row.path);
    case KindRole:
        return QString::fromStdString(item.row.kind);
    default:
        return {};
    }
}

QVariant DocumentsModel::sortValue(const DocumentItem& item, int column) const
{
    if (column == State)
        return stateRank(item.row.state);
    return isNumber(column) ? QVariant(sortNumber(item, column))
                            : QVariant(text(item, column).toCaseFolded());
}

double DocumentsModel::sortNumber(const DocumentItem& item, int column)
{
    switch (column) {
    case State:
        return stateRank(item.row.state);
    case Pages:
        return item.row.pages;
    case Passages:
        return static_cast<double>(item.row.chunks);
    case Tokens:
        return static_cast<double>(item.row.tokens);
    case Milliseconds:
        return item.row.milliseconds;
    default:
        return 0;
    }
}

int DocumentsModel::stateRank(DocumentState state)
{
    switch (state) {
    case DocumentState::Problem:
        return 0;
    case DocumentState::Reading:
    case DocumentState::Embedding:
        return 1;
    case DocumentState::Queued:
    case DocumentState::Paused:
        return 2;
    case DocumentState::Done:
        return 3;
    }
    return 3;
}

QVariant DocumentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::Alignment(isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Name:
        return tr("Name");
    case Type:
        return tr("Type");
    case Pages:
        return tr("Pages");
    case Passages:
        return tr("Passages");
    case Tokens:
        return tr("Tokens");
    case Milliseconds:
        return tr("Time");
    default:
        return tr("Remark");
    }
}

}
